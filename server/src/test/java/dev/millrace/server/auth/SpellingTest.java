package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what goes by names letter by letter, also on a database that takes other spellings for the same name. */
class SpellingTest {
    @TempDir
    static Path folder;

    private static AccessServer server;
    private static AccessServer.User alice;
    private static AccessServer.User eve;

    @BeforeAll
    static void start() {
        server = AccessServer.start(folder, "READ");
        alice = server.user("alice");
        eve = server.user("eve");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SECRET", "s%C3%A9cret", "secret%20"})
    void aDenialIsNotWalkedAroundByAnotherSpelling(String name) {
        alice.post("registered-models/create", "{'name': 'secret', 'description': 'inner thoughts'}");
        server.admin().grant("eve", "registered_model", "secret", "DENY");

        Answer answer = eve.get("registered-models/get", "name=" + name);

        assertThat(answer.status()).isIn(403, 404);
        assertThat(answer.body()).doesNotContain("inner thoughts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALICE", "al\u00edce", "alice  "})
    void aUserHasOneName(String name) {
        assertThat(server.as("alice", AccessServer.PASSWORD)
                        .get("users/current", "")
                        .status())
                .isEqualTo(200);
        assertThat(server.as(name, AccessServer.PASSWORD)
                        .get("users/current", "")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aModelThatIsOnlySpelledAnewKeepsItsOwner() {
        alice.post("registered-models/create", "{'name': 'forest'}");

        assertThat(alice.post("registered-models/rename", "{'name': 'forest', 'new_name': 'Forest'}")
                        .status())
                .isEqualTo(200);

        assertThat(alice.post("registered-models/set-tag", "{'name': 'Forest', 'key': 'k', 'value': 'v'}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theTagOfPromptsInTwoSpellingsMakesNoPromptOfAModel() {
        alice.post(
                "registered-models/create",
                "{'name': 'two-faced', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'false'},"
                        + " {'key': 'MLFLOW.prompt.is_prompt', 'value': 'true'}]}");

        assertThat(alice.get("registered-models/search", "filter=tags.%60mlflow.prompt.is_prompt%60%3D'true'")
                        .body())
                .doesNotContain("two-faced");
    }

    @Test
    void whoMakesAModelOwnsItWhateverIsLeftOfAnother() {
        server.admin().grant("alice", "registered_model", "LAKE", "READ");

        assertThat(alice.post("registered-models/create", "{'name': 'lake'}").status())
                .isEqualTo(200);

        assertThat(alice.post("registered-models/set-tag", "{'name': 'lake', 'key': 'k', 'value': 'v'}")
                        .status())
                .isEqualTo(200);
    }
}
