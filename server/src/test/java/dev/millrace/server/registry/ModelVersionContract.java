package dev.millrace.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer;
import dev.millrace.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Model versions: what they are made from, stages, tags and their search, on any database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ModelVersionContract {
    private TestServer server;
    private String run = "";
    private String model = "";

    /** A server on an empty database. */
    abstract TestServer server(Path folder);

    /** How long a source may be: as long as its column, where the database minds that. */
    int longestSource() {
        return 500;
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        server = server(folder);
    }

    @BeforeEach
    void aVersionFromARun() {
        send("DELETE", "registered-models/delete", "{'name': 'm'}");
        send("DELETE", "registered-models/delete", "{'name': 'p'}");
        run = server.run();
        model = server.post("logged-models", "{'experiment_id': '0', 'source_run_id': '%s'}", run)
                .at("model.info.model_id");
        ok(server.post("registered-models/create", "{'name': 'm'}"));
        ok(create("'source': 'mlflow-artifacts:/0/$run/artifacts/model', 'run_id': '$run', 'description': 'd'"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aVersionIsReadyAtOnce() {
        Answer made =
                ok(create("'source': 's3://b/x', 'tags': [{'key': 'k', 'value': 'v'}, {'key': 'k', 'value': 'w'}]"));
        assertThat(made.at("model_version.version")).isEqualTo("2");
        assertThat(made.at("model_version.status")).isEqualTo("READY");
        assertThat(made.at("model_version.current_stage")).isEqualTo("None");
        assertThat(made.at("model_version.tags.0.value")).isEqualTo("w");
        assertThat(made.body()).containsPattern("\"run_id\": ?\"\"").containsPattern("\"description\": ?\"\"");
        assertThat(ok(server.get("model-versions/get", "name=m&version=02")).at("model_version.source"))
                .isEqualTo("s3://b/x");
    }

    @Test
    void aVersionOfAVersionIsPinnedAndKeepsItsOrigin() {
        ok(server.post("registered-models/alias", "{'name': 'm', 'alias': 'best', 'version': '1'}"));
        for (String source : new String[] {"models:/m/1", "models:/m@best"}) {
            Answer copy = ok(create("'source': '%s'".formatted(source)));
            assertThat(copy.at("model_version.source")).isEqualTo("models:/m/1");
            assertThat(copy.at("model_version.run_id")).isEqualTo(run);
        }
        assertThat(ok(create("'source': 'models:/m/latest'")).at("model_version.source"))
                .isEqualTo("models:/m/3");
        assertThat(ok(server.get("model-versions/get-download-uri", "name=m&version=4"))
                        .at("artifact_uri"))
                .isEqualTo("mlflow-artifacts:/0/" + run + "/artifacts/model");
    }

    @Test
    void aVersionOfALoggedModelTakesItsRunAndLeavesItATag() {
        Answer made = ok(create("'source': 'models:/$model', 'model_id': '$model'"));
        assertThat(made.at("model_version.run_id")).isEqualTo(run);
        assertThat(ok(server.get("model-versions/get-download-uri", "name=m&version=2"))
                        .at("artifact_uri"))
                .isEqualTo("mlflow-artifacts:/0/models/" + model + "/artifacts");
        ok(create("'source': 'models:/$model', 'model_id': '$model'"));
        Answer logged = ok(server.get("logged-models/" + model, ""));
        assertThat(logged.at("model.info.tags.0.key")).isEqualTo("mlflow.modelVersions");
        assertThat(logged.at("model.info.tags.0.value"))
                .isEqualTo("[{\"name\": \"m\", \"version\": 2}, {\"name\": \"m\", \"version\": 3}]");
    }

    @Test
    void aDeletedVersionIsGoneAndItsNumberIsNotGivenAgain() {
        ok(create("'source': 's3://b/2'"));
        ok(send("DELETE", "model-versions/delete", "{'name': 'm', 'version': '2'}"));
        assertThat(server.get("model-versions/get", "name=m&version=2").status())
                .isEqualTo(404);
        assertThat(server.get("model-versions/get-download-uri", "name=m&version=2")
                        .status())
                .isEqualTo(404);
        assertThat(versions("")).isEqualTo("1");
        assertThat(ok(create("'source': 's3://b/3'")).at("model_version.version"))
                .isEqualTo("3");
    }

    @Test
    void stagesAreCanonicalAndOthersAreArchivedOnRequest() {
        ok(create("'source': 's3://b/2'"));
        assertThat(transition("1", "'stage': 'PRODUCTION'").at("model_version.current_stage"))
                .isEqualTo("Production");
        transition("2", "'stage': 'production', 'archive_existing_versions': true");
        assertThat(ok(server.get("model-versions/get", "name=m&version=1")).at("model_version.current_stage"))
                .isEqualTo("Archived");
    }

    @Test
    void descriptionAndTagsAreSetAndCleared() {
        assertThat(ok(send("PATCH", "model-versions/update", "{'name': 'm', 'version': '1', 'description': 'n'}"))
                        .at("model_version.description"))
                .isEqualTo("n");
        assertThat(ok(send("PATCH", "model-versions/update", "{'name': 'm', 'version': '1'}"))
                        .body())
                .doesNotContain("description");
        ok(server.post("model-versions/set-tag", "{'name': 'm', 'version': '1', 'key': 'k', 'value': 'v'}"));
        assertThat(versions("tags.k = 'v'")).isEqualTo("1");
        ok(send("DELETE", "model-versions/delete-tag", "{'name': 'm', 'version': '1', 'key': 'k'}"));
        ok(send("DELETE", "model-versions/delete-tag", "{'name': 'm', 'version': '1', 'key': 'k'}"));
        assertThat(versions("tags.k = 'v'")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "§§ | 3 2 1",
                "name = 'm' | 3 2 1",
                "version_number = '1' | 1",
                "version_number > 1 | 3 2",
                "version_number != 2 AND name LIKE 'm%' | 3 1",
                "run_id = '$run' | 1",
                "run_id IN ('$run', 'zz') | 3 1",
                "source_path LIKE 's3%' | 3 2",
                "tags.k = 'v' | 2",
                "tags.k != 'v' | 3",
                "tags.`mlflow.prompt.is_prompt` = 'true' | 1",
            })
    void search(String filter, String found) {
        ok(create("'source': 's3://b/2', 'tags': [{'key': 'k', 'value': 'v'}]"));
        ok(create("'source': 's3://b/3', 'run_id': 'zz', 'tags': [{'key': 'k', 'value': 'w'}]"));
        ok(server.post("registered-models/create", "{'name': 'p'}"));
        ok(
                server.post(
                        "model-versions/create",
                        "{'name': 'p', 'source': 'dummy-source', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}]}"));
        assertThat(versions(filter)).isEqualTo(found);
    }

    @Test
    void searchIsOrderedAndPaged() {
        for (int i = 0; i < 4; i++) {
            ok(create("'source': 's3://b/x'"));
        }
        var pages = new StringBuilder();
        String token = "";
        do {
            Answer page = ok(server.get(
                    "model-versions/search",
                    "order_by=version_number&max_results=2&page_token=" + TestServer.encode(token)));
            pages.append(versions(page)).append(" | ");
            token = page.at("next_page_token");
        } while (!token.isEmpty());
        assertThat(pages).hasToString("1 2 | 3 4 | 5 | ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "'source': 'mlflow-artifacts:/0/$run/artifacts/model' | 400 | The run_id request parameter must identify",
                "'source': 'mlflow-artifacts:/0/other/artifacts', 'run_id': '$run' | 400 | The run_id request parameter must identify",
                "'source': 'mlflow-artifacts:/0/$run/artifacts/%2e%2e/x', 'run_id': '$run' | 400 | an absolute path must be provided",
                "'source': 'runs:/other/model', 'run_id': '$run' | 400 | The run_id request parameter must identify",
                "'source': '/etc', 'run_id': '$run' | 400 | To use a local path",
                "'source': 'file:///etc/passwd' | 400 | To use a local path",
                "'source': 's3://b/x/../y' | 400 | an absolute path must be provided",
                "'source': 's3://b/%252e%252e/y' | 400 | an absolute path must be provided",
                "'source': 'http://h/x' | 400 | 'http' scheme",
                "'source': 'models:/m/9' | 404 | version=9",
                "'source': 'models:/none/1' | 404 | none",
                "'source': 'models:/m@none' | 400 | alias none not found",
                "'source': 'models:/m/1', 'run_id': 'other' | 400 | must match the referenced model version",
                "'source': 'models:/$model' | 400 | The model_id request parameter must identify",
                "'source': 'models:/$model', 'model_id': 'm-other' | 400 | The model_id request parameter must identify",
                "'source': 'models://x/m/1' | 400 | active model registry",
                "'source': '' | 400 | 'source'",
                "'source': 's3://b/x', 'model_id': 'm-none' | 404 | Logged model with ID 'm-none' not found.",
                "'source': 's3://b/x', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}] | 400 | Prompt sources must use an MLflow placeholder.",
                "'source': 's3://b/x', 'tags': [{'key': 'a\\\\b'}] | 400 | Names may only contain",
            })
    void refusesSources(String fields, int status, String message) {
        Answer answer = create(fields);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.at("message")).contains(message);
        assertThat(versions("")).isEqualTo("1");
    }

    @Test
    void refusesLongSources() {
        ok(create("'source': 's3://b/%s'".formatted("x".repeat(longestSource() - "s3://b/".length()))));
        Answer refused = create("'source': 's3://b/%s'".formatted("x".repeat(4090)));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("message")).contains("longer than 4096 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "POST | create | {'name': 'none', 'source': 's3://b/x'} | 404 | RESOURCE_DOES_NOT_EXIST | none",
                "POST | create | {'source': 's3://b/x'} | 400 | INVALID_PARAMETER_VALUE | 'name'",
                "PATCH | update | {'name': 'm', 'version': '9'} | 404 | RESOURCE_DOES_NOT_EXIST | version=9",
                "PATCH | update | {'name': 'm', 'version': 1} | 400 | INVALID_PARAMETER_VALUE | version",
                "POST | transition-stage | {'name': 'm', 'version': '1', 'stage': 'Foo'} | 400 | INVALID_PARAMETER_VALUE | Value must be one of None, Staging, Production, Archived.",
                "POST | transition-stage | {'name': 'm', 'version': '1', 'stage': 'None', 'archive_existing_versions': true} | 400 | INVALID_PARAMETER_VALUE | not an Active stage",
                "POST | transition-stage | {'name': 'm', 'version': '1'} | 400 | INVALID_PARAMETER_VALUE | 'stage'",
                "POST | transition-stage | {'name': 'm', 'version': '9', 'stage': 'None'} | 404 | RESOURCE_DOES_NOT_EXIST | version=9",
                "DELETE | delete | {'name': 'm', 'version': '9'} | 404 | RESOURCE_DOES_NOT_EXIST | version=9",
                "DELETE | delete | {'name': 'm', 'version': '1.0'} | 400 | INVALID_PARAMETER_VALUE | must be an integer",
                "POST | set-tag | {'name': 'm', 'version': '9', 'key': 'k', 'value': 'v'} | 404 | RESOURCE_DOES_NOT_EXIST | version=9",
                "POST | set-tag | {'name': 'm', 'version': '1'} | 400 | INVALID_PARAMETER_VALUE | 'key'",
                "DELETE | delete-tag | {'name': 'm', 'version': '9', 'key': 'k'} | 404 | RESOURCE_DOES_NOT_EXIST | version=9",
            })
    void refuses(String method, String operation, String body, int status, String code, String message) {
        Answer answer = send(method, "model-versions/" + operation, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.at("error_code")).isEqualTo(code);
        assertThat(answer.at("message")).contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get | name=m&version=9 | 404",
                "get | name=m&version=99999999999999999999 | 404",
                "get | name=m&version=x | 400",
                "get | name=m | 400",
                "get-download-uri | name=m&version=9 | 404",
                "search | max_results=0 | 400",
                "search | max_results=200001 | 400",
                "search | filter=version%20%3D%201 | 400",
                "search | filter=current_stage%20%3D%20%27x%27 | 400",
                "search | order_by=run_id | 400",
                "search | page_token=abc | 400",
            })
    void refusesToAnswer(String operation, String query, int status) {
        assertThat(server.get("model-versions/" + operation, query).status()).isEqualTo(status);
    }

    /** Makes a version of m; {@code $run} and {@code $model} stand for the run and the logged model. */
    private Answer create(String fields) {
        return send("POST", "model-versions/create", "{'name': 'm', " + fields + "}");
    }

    private Answer transition(String version, String fields) {
        return ok(send(
                "POST",
                "model-versions/transition-stage",
                "{'name': 'm', 'version': '" + version + "', " + fields + "}"));
    }

    private Answer send(String method, String operation, String body) {
        return server.send(method, "/api/2.0/mlflow/" + operation, filled(body).replace('\'', '"'), "application/json");
    }

    private String filled(String text) {
        return text.replace("$run", run).replace("$model", model);
    }

    /** The numbers of the versions that a search finds. */
    private String versions(String filter) {
        return versions(ok(server.get("model-versions/search", "filter=" + TestServer.encode(filled(filter)))));
    }

    private static String versions(Answer answer) {
        var versions = new StringBuilder();
        for (int i = 0; !answer.at("model_versions." + i).isEmpty(); i++) {
            versions.append(i == 0 ? "" : " ").append(answer.at("model_versions." + i + ".version"));
        }
        return versions.toString();
    }

    private static Answer ok(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }
}
