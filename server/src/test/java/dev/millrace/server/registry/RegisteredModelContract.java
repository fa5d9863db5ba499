package dev.millrace.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer;
import dev.millrace.server.TestServer.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registered models, tags, aliases, latest versions and their search, on any database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RegisteredModelContract {
    private TestServer server;

    /** A server on an empty database. */
    abstract TestServer server(Path folder);

    @BeforeAll
    void start(@TempDir Path folder) {
        server = server(folder);
    }

    @BeforeEach
    void aModelWithTwoVersions() {
        for (String name : List.of("m", "n", "p", "a", "b", "c")) {
            delete("registered-models/delete", "{'name': '" + name + "'}");
        }
        ok(server.post(
                "registered-models/create",
                "{'name': 'm', 'description': 'd', 'tags': [{'key': 'b', 'value': '1'}, {'key': 'a', 'value': '1'},"
                        + " {'key': 'a', 'value': '2'}]}"));
        ok(server.post("model-versions/create", "{'name': 'm', 'source': 's3://b/1'}"));
        ok(server.post("model-versions/create", "{'name': 'm', 'source': 's3://b/2'}"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aModelIsAnsweredWithVersionsTagsAndAliases() {
        ok(server.post("registered-models/alias", "{'name': 'm', 'alias': 'champion', 'version': '1'}"));
        Answer model = ok(server.get("registered-models/get", "name=m"));
        assertThat(model.at("registered_model.name")).isEqualTo("m");
        assertThat(model.at("registered_model.description")).isEqualTo("d");
        assertThat(model.at("registered_model.latest_versions.0.version")).isEqualTo("2");
        assertThat(model.at("registered_model.latest_versions.1")).isEmpty();
        assertThat(model.at("registered_model.tags"))
                .contains("\"b\"")
                .contains("\"a\"")
                .contains("\"2\"")
                .doesNotContain("\"3\"");
        assertThat(model.at("registered_model.aliases.0.alias")).isEqualTo("champion");
        assertThat(model.at("registered_model.aliases.0.version")).isEqualTo("1");
    }

    /** Some databases would find it by another spelling, too, and what is logged to that would be lost. */
    @Test
    void aNameCountsLetterByLetter() {
        assertThat(server.get("registered-models/get", "name=M").status()).isEqualTo(404);
        assertThat(server.post("registered-models/set-tag", "{'name': 'M', 'key': 'k', 'value': 'v'}")
                        .status())
                .isEqualTo(404);
        assertThat(server.post("registered-models/alias", "{'name': 'M', 'alias': 'a', 'version': '1'}")
                        .status())
                .isEqualTo(404);
        assertThat(server.post("model-versions/create", "{'name': 'M', 'source': 's3://b/3'}")
                        .status())
                .isEqualTo(404);
        assertThat(server.get("model-versions/get", "name=M&version=1").status())
                .isEqualTo(404);
        assertThat(server.get("model-versions/get-download-uri", "name=M&version=1")
                        .status())
                .isEqualTo(404);
        assertThat(delete("registered-models/delete", "{'name': 'M'}").status()).isEqualTo(404);
    }

    @Test
    void updateSetsOrClearsTheDescription() {
        assertThat(ok(patch("registered-models/update", "{'name': 'm', 'description': 'new'}"))
                        .at("registered_model.description"))
                .isEqualTo("new");
        assertThat(ok(patch("registered-models/update", "{'name': 'm'}")).at("registered_model.description"))
                .isEmpty();
    }

    @Test
    void renameTakesVersionsTagsAndAliasesAlong() {
        ok(server.post("registered-models/alias", "{'name': 'm', 'alias': 'champion', 'version': '1'}"));
        ok(server.post("model-versions/set-tag", "{'name': 'm', 'version': '1', 'key': 'k', 'value': 'v'}"));
        ok(server.post("registered-models/rename", "{'name': 'm', 'new_name': 'n'}"));
        assertThat(server.get("registered-models/get", "name=m").status()).isEqualTo(404);
        Answer version = ok(server.get("registered-models/alias", "name=n&alias=champion"));
        assertThat(version.at("model_version.name")).isEqualTo("n");
        assertThat(version.at("model_version.tags.0.value")).isEqualTo("v");
        assertThat(ok(server.get("registered-models/get", "name=n")).at("registered_model.tags"))
                .contains("\"b\"");
    }

    @Test
    void deleteLeavesNothing() {
        ok(delete("registered-models/delete", "{'name': 'm'}"));
        assertThat(server.get("registered-models/get", "name=m").status()).isEqualTo(404);
        ok(server.post("registered-models/create", "{'name': 'm'}"));
        Answer again = ok(server.get("registered-models/get", "name=m"));
        assertThat(again.body()).doesNotContain("tags").doesNotContain("latest_versions");
    }

    @Test
    void tagsAreSetOverwrittenAndDeletedAgainAndAgain() {
        ok(server.post("registered-models/set-tag", "{'name': 'm', 'key': 'a', 'value': '9'}"));
        assertThat(ok(server.get("registered-models/get", "name=m")).at("registered_model.tags"))
                .contains("\"9\"");
        ok(delete("registered-models/delete-tag", "{'name': 'm', 'key': 'a'}"));
        ok(delete("registered-models/delete-tag", "{'name': 'm', 'key': 'a'}"));
        assertThat(ok(server.get("registered-models/get", "name=m")).at("registered_model.tags.1"))
                .isEmpty();
    }

    @Test
    void anAliasMovesAndGoesWithItsVersion() {
        ok(server.post("registered-models/alias", "{'name': 'm', 'alias': 'a-1_ы', 'version': '1'}"));
        ok(server.post("registered-models/alias", "{'name': 'm', 'alias': 'a-1_ы', 'version': '2'}"));
        String query = "name=m&alias=" + TestServer.encode("a-1_ы");
        Answer version = ok(server.get("registered-models/alias", query));
        assertThat(version.at("model_version.version")).isEqualTo("2");
        assertThat(version.at("model_version.aliases.0")).isEqualTo("a-1_ы");
        ok(delete("model-versions/delete", "{'name': 'm', 'version': '2'}"));
        assertThat(server.get("registered-models/alias", query).status()).isEqualTo(400);
        assertThat(ok(server.get("registered-models/alias", "name=m&alias=LATEST"))
                        .at("model_version.version"))
                .isEqualTo("1");
    }

    @Test
    void latestVersionsAreTheHighestOfEachStage() {
        ok(server.post("model-versions/transition-stage", "{'name': 'm', 'version': '1', 'stage': 'production'}"));
        Answer all = ok(server.post("registered-models/get-latest-versions", "{'name': 'm'}"));
        assertThat(all.at("model_versions.0.version") + all.at("model_versions.1.version"))
                .isEqualTo("12");
        assertThat(ok(server.get("registered-models/get-latest-versions", "name=m&stages=None"))
                        .at("model_versions.0.version"))
                .isEqualTo("2");
        assertThat(ok(server.post("registered-models/get-latest-versions", "{'name': 'm', 'stages': ['Staging']}"))
                        .body())
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "§§ | m n",
                "name = 'm' | m",
                "name ILIKE 'M' | m",
                "name IN ('m', 'p') | m",
                "tags.a = '2' | m",
                "tags.a != '2' | n",
                "tags.`mlflow.prompt.is_prompt` = 'true' | p",
                "tags.`mlflow.prompt.is_prompt` != 'true' | m n",
                "tags.`mlflow.prompt.is_prompt` = 'TRUE' | §§",
                "tags.`mlflow.prompt.is_prompt` = 'false' AND tags.a LIKE '_' | m n",
            })
    void searchHidesPromptsUnlessAsked(String filter, String names) {
        ok(server.post("registered-models/create", "{'name': 'n', 'tags': [{'key': 'a', 'value': '3'}]}"));
        ok(server.post(
                "registered-models/create",
                "{'name': 'p', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}]}"));
        assertThat(names(server.get("registered-models/search", "filter=" + TestServer.encode(filter))))
                .isEqualTo(names);
    }

    @Test
    void searchIsOrderedAndPaged() {
        for (String name : new String[] {"a", "b", "c"}) {
            ok(server.post("registered-models/create", "{'name': '%s'}", name));
        }
        ok(patch("registered-models/update", "{'name': 'b', 'description': 'touched'}"));
        assertThat(names(server.get("registered-models/search", "order_by=name%20DESC")))
                .isEqualTo("m c b a");
        assertThat(names(server.get("registered-models/search", "order_by=timestamp%20DESC&max_results=1")))
                .isEqualTo("b");
        var pages = new StringBuilder();
        String token = "";
        do {
            Answer page =
                    ok(server.get("registered-models/search", "max_results=3&page_token=" + TestServer.encode(token)));
            pages.append(names(page)).append(' ');
            token = page.at("next_page_token");
        } while (!token.isEmpty());
        assertThat(pages).hasToString("a b c m ");
        assertThat(names(server.get("registered-models/search", "max_results=2&page_token=eyJvZmZzZXQiOiAxfQ==")))
                .isEqualTo("b c");
        assertThat(names(server.get("registered-models/search", "order_by=name%20DESC&order_by=name")))
                .isEqualTo("m c b a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "POST | create | {'name': 'm'} | 400 | RESOURCE_ALREADY_EXISTS | Registered Model (name=m) already exists.",
                "POST | create | {'name': 'm', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}]} | 400 | RESOURCE_ALREADY_EXISTS | already taken by a registered model",
                "POST | create | {} | 400 | INVALID_PARAMETER_VALUE | 'name'",
                "POST | create | {'name': ' '} | 400 | INVALID_PARAMETER_VALUE | 'name'",
                "POST | create | {'name': 'a/b'} | 400 | INVALID_PARAMETER_VALUE | Names cannot contain '/' or ':'.",
                "POST | create | {'name': '..'} | 400 | INVALID_PARAMETER_VALUE | would resolve to",
                "POST | create | {'name': 7} | 400 | INVALID_PARAMETER_VALUE | name",
                "POST | create | {'name': 'x', 'tags': [{'key': 'a//b', 'value': '1'}]} | 400 | INVALID_PARAMETER_VALUE | would resolve to",
                "POST | create | {'name': 'x', 'tags': 'y'} | 400 | INVALID_PARAMETER_VALUE | tags",
                "PATCH | update | {'name': 'none'} | 404 | RESOURCE_DOES_NOT_EXIST | Registered Model with name=none not found",
                "POST | rename | {'name': 'm'} | 400 | INVALID_PARAMETER_VALUE | 'new_name'",
                "POST | rename | {'name': 'none', 'new_name': 'x'} | 404 | RESOURCE_DOES_NOT_EXIST | none",
                "POST | rename | {'name': 'm', 'new_name': 'a:b'} | 400 | INVALID_PARAMETER_VALUE | a:b",
                "DELETE | delete | {'name': 'none'} | 404 | RESOURCE_DOES_NOT_EXIST | none",
                "POST | set-tag | {'name': 'm'} | 400 | INVALID_PARAMETER_VALUE | 'key'",
                "POST | set-tag | {'name': 'none', 'key': 'a', 'value': '1'} | 404 | RESOURCE_DOES_NOT_EXIST | none",
                "DELETE | delete-tag | {'name': 'none', 'key': 'a'} | 404 | RESOURCE_DOES_NOT_EXIST | none",
                "POST | alias | {'name': 'm', 'alias': 'Latest', 'version': '1'} | 400 | INVALID_PARAMETER_VALUE | reserved",
                "POST | alias | {'name': 'm', 'alias': 'v12', 'version': '1'} | 400 | INVALID_PARAMETER_VALUE | Version alias name 'v12' is reserved.",
                "POST | alias | {'name': 'm', 'alias': 'a b', 'version': '1'} | 400 | INVALID_PARAMETER_VALUE | Invalid alias name: 'a b'.",
                "POST | alias | {'name': 'm', 'alias': 'x', 'version': '9'} | 404 | RESOURCE_DOES_NOT_EXIST | Model Version (name=m, version=9) not found",
                "POST | alias | {'name': 'm', 'alias': 'x', 'version': 'one'} | 400 | INVALID_PARAMETER_VALUE | must be an integer, got 'one'",
                "DELETE | alias | {'name': 'none', 'alias': 'x'} | 404 | RESOURCE_DOES_NOT_EXIST | none",
                "POST | get-latest-versions | {'name': 'm', 'stages': ['x']} | 400 | INVALID_PARAMETER_VALUE | Invalid Model Version stage: x.",
                "POST | get-latest-versions | {'name': 'none'} | 404 | RESOURCE_DOES_NOT_EXIST | none",
            })
    void refuses(String method, String operation, String body, int status, String code, String message) {
        refused(send(method, "registered-models/" + operation, body), status, code, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get | name=none | 404 | RESOURCE_DOES_NOT_EXIST | none",
                "get | x=y | 400 | INVALID_PARAMETER_VALUE | 'name'",
                "alias | name=m&alias=none | 400 | INVALID_PARAMETER_VALUE | Registered model alias none not found.",
                "alias | name=none&alias=latest | 404 | RESOURCE_DOES_NOT_EXIST | none",
                "search | max_results=1001 | 400 | INVALID_PARAMETER_VALUE | max_results",
                "search | filter=description%20%3D%20%27x%27 | 400 | INVALID_PARAMETER_VALUE | Invalid attribute key 'description'",
                "search | filter=name%20%3E%20%27x%27 | 400 | INVALID_PARAMETER_VALUE | Invalid comparator for attribute: >",
                "search | filter=tags.a%20%3E%20%27x%27 | 400 | INVALID_PARAMETER_VALUE | Invalid comparator for tag: >",
                "search | filter=tags.a%20IS%20NULL | 400 | INVALID_PARAMETER_VALUE | IS NULL",
                "search | order_by=creation_timestamp | 400 | INVALID_PARAMETER_VALUE | Invalid order by key 'creation_timestamp'",
                "search | page_token=abc | 400 | INVALID_PARAMETER_VALUE | page token",
            })
    void refusesToAnswer(String operation, String query, int status, String code, String message) {
        refused(server.get("registered-models/" + operation, query), status, code, message);
    }

    private Answer patch(String operation, String body) {
        return send("PATCH", operation, body);
    }

    private Answer delete(String operation, String body) {
        return send("DELETE", operation, body);
    }

    private Answer send(String method, String operation, String body) {
        return server.send(method, "/api/2.0/mlflow/" + operation, body.replace('\'', '"'), "application/json");
    }

    private static String names(Answer answer) {
        var names = new StringBuilder();
        for (int i = 0; !answer.at("registered_models." + i).isEmpty(); i++) {
            names.append(i == 0 ? "" : " ").append(answer.at("registered_models." + i + ".name"));
        }
        return names.toString();
    }

    private static Answer ok(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static void refused(Answer answer, int status, String code, String message) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.at("error_code")).isEqualTo(code);
        assertThat(answer.at("message")).contains(message);
    }
}
