package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches find what their caller may read, and all of it. */
class SightTest {
    @TempDir
    Path folder;

    private AccessServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pagesAreFullOfWhatMayBeRead() {
        server = AccessServer.start(folder, "NO_PERMISSIONS");
        AccessServer.User alice = server.user("alice");
        AccessServer.User bob = server.user("bob");
        List<String> shared = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String id = alice.experiment("experiment-" + i);
            alice.run(id);
            if (i % 3 == 0) {
                shared.add(id);
                assertThat(alice.grant("bob", "experiment", id, "READ").status())
                        .isEqualTo(200);
            }
        }

        List<String> found = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            Answer page = bob.post("experiments/search", "{'max_results': 4, 'page_token': '%s'}", token);
            for (int i = 0; !page.at("experiments." + i + ".experiment_id").isEmpty(); i++) {
                found.add(page.at("experiments." + i + ".experiment_id"));
            }
            token = page.at("next_page_token");
            pages++;
        } while (!token.isEmpty());

        assertThat(new TreeSet<>(found)).isEqualTo(new TreeSet<>(shared));
        assertThat(found).hasSize(10);
        assertThat(pages).as("pages of four").isEqualTo(3);
        Answer runs = bob.post("runs/search", "{'experiment_ids': %s, 'max_results': 10}", all(30));
        assertThat(runs.body().split("\"run_uuid\"", -1)).hasSize(11);
        assertThat(runs.at("next_page_token")).isEmpty();
    }

    private static String all(int experiments) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i <= experiments; i++) {
            ids.add("'" + i + "'");
        }
        return ids.toString();
    }

    @Test
    void whatIsDeniedIsNotFound() {
        server = AccessServer.start(folder, "READ");
        AccessServer.User bob = server.user("bob");
        AccessServer.User admin = server.admin();
        String hidden = admin.experiment("hidden");
        admin.experiment("open");
        admin.run(hidden);
        admin.post("registered-models/create", "{'name': 'hidden-model'}");
        admin.post("registered-models/create", "{'name': 'open-model'}");
        admin.post(
                "registered-models/create",
                "{'name': 'a-prompt', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}]}");
        admin.grant("bob", "experiment", hidden, "DENY");
        admin.grant("bob", "registered_model", "hidden-model", "DENY");
        admin.grant("bob", "prompt", "*", "DENY");

        assertThat(bob.post("experiments/search", "{'max_results': 10}").body())
                .contains("open", "Default")
                .doesNotContain("hidden");
        assertThat(bob.post("runs/search", "{'experiment_ids': ['%s']}", hidden).body())
                .isEqualTo("{}");
        assertThat(bob.get("registered-models/search", "").body())
                .contains("open-model")
                .doesNotContain("hidden");
        assertThat(bob.get("registered-models/search", "filter=tags.%60mlflow.prompt.is_prompt%60%3D'true'")
                        .body())
                .isEqualTo("{}");
        assertThat(admin.get("registered-models/search", "filter=tags.%60mlflow.prompt.is_prompt%60%3D'true'")
                        .body())
                .contains("a-prompt");

        admin.grant("bob", "run", "*", "DENY");
        assertThat(bob.post("runs/search", "{'experiment_ids': ['0']}").body()).isEqualTo("{}");
    }
}
