package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer;
import dev.millrace.server.TestServer.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logged models: made, finished, tagged, measured, searched and deleted, on any database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LoggedModelContract {
    private TestServer server;
    private String experiment = "";
    private String run = "";
    private String tree = "";

    /** A server on an empty database. */
    abstract TestServer server(Path folder);

    @BeforeAll
    void start(@TempDir Path folder) {
        server = server(folder);
        run = server.run();
    }

    @BeforeEach
    void twoModelsWithMetricsInAnExperimentOfTheirOwn() {
        experiment = server.post("experiments/create", "{'name': 'of %s'}", UUID.randomUUID())
                .at("experiment_id");
        tree = ok(send(
                        "POST",
                        "",
                        "{'experiment_id': '$x', 'name': 'tree', 'model_type': 'T', 'source_run_id': '$run',"
                                + " 'params': [{'key': 'depth', 'value': '3'}], 'tags': [{'key': 't', 'value': 'v'}]}"))
                .at("model.info.model_id");
        String net =
                ok(send("POST", "", "{'experiment_id': '$x', 'name': 'net'}")).at("model.info.model_id");
        metric(tree, 0.5, 1, "train", "1");
        metric(tree, 0.7, 2, "test", "1");
        metric(net, 0.6, 1, "test", "2");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aModelIsPendingUntilItIsFinished() {
        Answer made = ok(server.get("logged-models/" + tree, ""));
        assertThat(made.at("model.info.status")).isEqualTo("LOGGED_MODEL_PENDING");
        assertThat(made.at("model.info.artifact_uri"))
                .isEqualTo("mlflow-artifacts:/" + experiment + "/models/" + tree + "/artifacts");
        assertThat(made.at("model.info.source_run_id")).isEqualTo(run);
        assertThat(made.at("model.data.params.0.value")).isEqualTo("3");
        assertThat(ok(send("PATCH", "/" + tree, "{'model_id': '$tree', 'status': 'LOGGED_MODEL_READY'}"))
                        .at("model.info.status"))
                .isEqualTo("LOGGED_MODEL_READY");
        assertThat(ok(send("PATCH", "/" + tree, "{'model_id': '$tree', 'status': 3}"))
                        .at("model.info.status"))
                .isEqualTo("LOGGED_MODEL_UPLOAD_FAILED");
    }

    @Test
    void anIdCountsLetterByLetter() {
        String other = tree.toUpperCase(Locale.ROOT);
        assertThat(server.get("logged-models/" + other, "").status()).isEqualTo(404);
        assertThat(send("PATCH", "/" + other + "/tags", "{'tags': [{'key': 't', 'value': '1'}]}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aModelWithoutANameGetsOne() {
        assertThat(ok(send("POST", "", "{'experiment_id': '$x'}")).at("model.info.name"))
                .matches("[a-z]+-[a-z]+-[0-9]+");
    }

    @Test
    void itsMetricsKeepRunAndDataset() {
        Answer model = ok(server.get("logged-models/" + tree, ""));
        assertThat(model.at("model.data.metrics.1.value")).isEqualTo("0.7");
        assertThat(model.at("model.data.metrics.1.dataset_name")).isEqualTo("test");
        assertThat(model.at("model.data.metrics.1.dataset_digest")).isEqualTo("1");
        assertThat(model.at("model.data.metrics.1.run_id")).isEqualTo(run);
        assertThat(model.at("model.data.metrics.1.model_id")).isEqualTo(tree);
        metric(tree, 0.7, 2, "test", "1");
        assertThat(ok(server.get("logged-models/" + tree, "")).at("model.data.metrics.2"))
                .as("the same point again")
                .isEmpty();
    }

    @Test
    void tagsAreOverwrittenAndParamsAreNot() {
        ok(send("PATCH", "/" + tree + "/tags", "{'tags': [{'key': 't', 'value': '1'}, {'key': 't', 'value': '2'}]}"));
        assertThat(ok(server.get("logged-models/" + tree, "")).at("model.info.tags.0.value"))
                .isEqualTo("2");
        ok(send("DELETE", "/" + tree + "/tags/t", ""));
        assertThat(send("DELETE", "/" + tree + "/tags/t", "").status()).isEqualTo(404);
        ok(send("POST", "/" + tree + "/params", "{'model_id': '$tree', 'params': [{'key': 'n', 'value': '1'}]}"));
        Answer again = send(
                "POST",
                "/" + tree + "/params",
                "{'model_id': '$tree', 'params': [{'key': 'new', 'value': '1'}, {'key': 'n', 'value': '2'}]}");
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.at("error_code")).isEqualTo("BAD_REQUEST");
        assertThat(ok(server.get("logged-models/" + tree, "")).body()).doesNotContain("\"new\"");
    }

    @Test
    void aDeletedModelIsNotFoundAndCanBeDeletedAgain() {
        ok(send("DELETE", "/" + tree, ""));
        ok(send("DELETE", "/" + tree, ""));
        assertThat(server.get("logged-models/" + tree, "").status()).isEqualTo(404);
        assertThat(server.get("logged-models/" + tree, "allow_deleted=false").status())
                .isEqualTo(404);
        assertThat(ok(server.get("logged-models/" + tree, "allow_deleted=True")).at("model.info.name"))
                .isEqualTo("tree");
        assertThat(names("{'experiment_ids': ['$x']}")).isEqualTo("net");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "'filter': '' | net tree",
                "'filter': 'name = \\\"tree\\\"' | tree",
                "'filter': 'name LIKE `n%`' | net",
                "'filter': 'metrics.acc > 0.55' | net tree",
                "'filter': 'metrics.acc > 0.65' | tree",
                "'filter': 'metrics.acc > 0.65 AND params.depth = `3`' | tree",
                "'filter': 'metrics.acc < 0.55', 'datasets': [{'dataset_name': 'train'}] | tree",
                "'filter': 'metrics.acc < 0.55', 'datasets': [{'dataset_name': 'test'}] | §§",
                "'datasets': [{'dataset_name': 'test', 'dataset_digest': '2'}] | net",
                "'datasets': [{'dataset_name': 'test'}] | net tree",
                "'datasets': [{'dataset_name': 'none'}] | §§",
                "'filter': 'params.depth IN (`3`, `4`)' | tree",
                "'filter': 'tags.t ILIKE `V`' | tree",
                "'filter': 'attributes.model_type = `T`' | tree",
                "'filter': 'source_run_id = `$run`' | tree",
                "'filter': 'status = `PENDING`' | net tree",
                "'filter': 'status = `READY`' | §§",
                "'filter': 'status = `1`' | net tree",
                "'filter': 'status IN (`PENDING`, `FAILED`)' | net tree",
                "'filter': 'status NOT IN (`LOGGED_MODEL_PENDING`, `2`)' | §§",
                "'filter': 'status LIKE `1%`' | net tree",
                "'filter': 'status = `x`' | §§",
                "'filter': 'status != `x`' | net tree",
                "'filter': 'experiment_id IN (`$x`, `x`)' | net tree",
                "'filter': 'experiment_id = `x`' | §§",
                "'max_results': 2147483647 | net tree",
                "'filter': 'creation_timestamp > 1 AND last_updated_timestamp > 1' | net tree",
                "'order_by': [{'field_name': 'name', 'ascending': false}] | tree net",
                "'order_by': [{'field_name': 'metrics.acc', 'ascending': false}] | tree net",
                "'order_by': [{'field_name': 'metrics.acc'}] | net tree",
                "'order_by': [{'field_name': 'metrics.acc', 'dataset_name': 'train', 'ascending': false}] | tree net",
                "'order_by': [{'field_name': 'metrics.none'}, {'field_name': 'creation_time'}] | tree net",
                "'order_by': [{'field_name': 'model_type'}] | net tree",
            })
    void search(String fields, String names) {
        assertThat(names("{'experiment_ids': ['$x'], " + fields + "}")).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource({", 50", "0, 50", "1, 1", "50000, 50000", "2147483647, 50000"})
    void aPageHasABound(@Nullable Integer asked, int size) {
        assertThat(LoggedModelEndpoints.pageSize(asked)).isEqualTo(size);
    }

    @Test
    void anOrderByWhatDoesNotExistHasAClassOfItsOwn() {
        Answer answer = send("POST", "/search", "{'experiment_ids': ['$x'], 'order_by': [{'field_name': 'foo'}]}");

        assertThat(answer.at("message")).isEqualTo("Invalid order by field name: foo");
        assertThat(answer.at("sqlstate")).isEqualTo("KAM04");
        assertThat(answer.at("error_class")).isEqualTo("ATTRIBUTE_NOT_FOUND");
    }

    @Test
    void aStatusThatDoesNotExistIsNamed() {
        Answer answer = send("PATCH", "/" + tree, "{'model_id': '$tree', 'status': 'READY'}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("message")).contains("'READY'").contains("'status'");
    }

    @Test
    void pagesFollowEachOther() {
        String request = "{'experiment_ids': ['$x'], 'max_results': 1, 'order_by': [{'field_name': 'metrics.acc'}]";
        Answer first = ok(send("POST", "/search", request + "}"));
        assertThat(first.at("models.0.info.name")).isEqualTo("net");
        String token = first.at("next_page_token");
        Answer second = ok(send("POST", "/search", request + ", 'page_token': '" + token + "'}"));
        assertThat(second.at("models.0.info.name")).isEqualTo("tree");
        assertThat(second.at("next_page_token")).isEmpty();
        Answer other = send("POST", "/search", "{'experiment_ids': ['$x', '1'], 'page_token': '" + token + "'}");
        assertThat(other.status()).as("a token of another search").isEqualTo(400);
    }

    @Test
    void tokensOfTheOriginalAreTaken() {
        String token = "{\"experiment_ids\": [\"%s\"], \"filter_string\": null, \"order_by\": null, \"offset\": 1}"
                .formatted(experiment);
        String encoded = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        assertThat(names("{'experiment_ids': ['$x'], 'page_token': '" + encoded + "'}"))
                .isEqualTo("tree");
        assertThat(send("POST", "/search", "{'experiment_ids': ['0'], 'page_token': '" + encoded + "'}")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "POST | §§ | {'name': 'x'} | 400 | INVALID_PARAMETER_VALUE | 'experiment_id'",
                "POST | §§ | {'experiment_id': '$x', 'name': 'a/b'} | 400 | INVALID_PARAMETER_VALUE | Invalid model name ('a/b')",
                "POST | §§ | {'experiment_id': '99999'} | 404 | RESOURCE_DOES_NOT_EXIST | No Experiment with id=99999 exists",
                "POST | §§ | {'experiment_id': 'x'} | 400 | INVALID_PARAMETER_VALUE | Invalid experiment ID 'x'",
                "POST | §§ | {'experiment_id': '$x', 'params': [{'key': 'a', 'value': '1'}, {'key': 'a', 'value': '2'}]} | 400 | BAD_REQUEST | the param 'a' already",
                "POST | §§ | {'experiment_id': '$x', 'tags': [{'key': 'a', 'value': '1'}, {'key': 'a', 'value': '2'}]} | 400 | BAD_REQUEST | The tag 'a' is given twice.",
                "GET | /m-none | §§ | 404 | RESOURCE_DOES_NOT_EXIST | Logged model with ID 'm-none' not found.",
                "PATCH | /m-none | {'model_id': 'm-none', 'status': 2} | 404 | RESOURCE_DOES_NOT_EXIST | m-none",
                "PATCH | /$tree | {'model_id': '$tree'} | 400 | INVALID_PARAMETER_VALUE | 'status'",
                "DELETE | /m-none | §§ | 404 | RESOURCE_DOES_NOT_EXIST | m-none",
                "PATCH | /m-none/tags | {'tags': []} | 404 | RESOURCE_DOES_NOT_EXIST | m-none",
                "PATCH | /$tree/tags | {'tags': 'x'} | 400 | INVALID_PARAMETER_VALUE | tags",
                "DELETE | /m-none/tags/t | §§ | 404 | RESOURCE_DOES_NOT_EXIST | m-none",
                "POST | /m-none/params | {'model_id': 'm-none', 'params': []} | 404 | RESOURCE_DOES_NOT_EXIST | m-none",
                "POST | /search | {} | 400 | INVALID_PARAMETER_VALUE | 'experiment_ids'",
                "POST | /search | {'experiment_ids': ['x']} | 400 | INVALID_PARAMETER_VALUE | Invalid experiment ID 'x'",
                "POST | /search | {'experiment_ids': ['$x'], 'filter': 'foo = `x`'} | 400 | INVALID_PARAMETER_VALUE | Invalid attribute 'foo'",
                "POST | /search | {'experiment_ids': ['$x'], 'filter': 'metrics.a = `x`'} | 400 | INVALID_PARAMETER_VALUE | Expected a number",
                "POST | /search | {'experiment_ids': ['$x'], 'filter': 'attribute.name = `x`'} | 400 | INVALID_PARAMETER_VALUE | Invalid entity type: 'attribute'",
                "POST | /search | {'experiment_ids': ['$x'], 'order_by': [{'field_name': 'params.p'}]} | 400 | INVALID_PARAMETER_VALUE | Only metrics are supported.",
                "POST | /search | {'experiment_ids': ['$x'], 'order_by': [{'field_name': 'foo'}]} | 400 | INVALID_PARAMETER_VALUE | Invalid order by field name: foo",
                "POST | /search | {'experiment_ids': ['$x'], 'datasets': [{'dataset_digest': 'd'}]} | 400 | INVALID_PARAMETER_VALUE | `dataset_name`",
                "POST | /search | {'experiment_ids': ['$x'], 'page_token': 'abc'} | 400 | INVALID_PARAMETER_VALUE | page token",
                "POST | /search | {'experiment_ids': ['$x'], 'max_results': -1} | 400 | INVALID_PARAMETER_VALUE | max_results",
            })
    void refuses(String method, String path, String body, int status, String code, String message) {
        // Backticks stand for the single quotes inside a filter, but not around a field's name in a message.
        Answer answer = send(method, path.replace("$tree", tree), body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.at("error_code")).isEqualTo(code);
        assertThat(answer.at("message")).contains(message);
    }

    private void metric(String model, double value, int step, String dataset, String digest) {
        ok(server.post(
                "runs/log-metric",
                "{'run_id': '%s', 'key': 'acc', 'value': %s, 'timestamp': %d, 'step': %d, 'model_id': '%s',"
                        + " 'dataset_name': '%s', 'dataset_digest': '%s'}",
                run,
                value,
                1000 + step,
                step,
                model,
                dataset,
                digest));
    }

    /** Single quotes in a body stand for double ones, and backticks for single ones. */
    private Answer send(String method, String path, String body) {
        String json = body.replace('\'', '"')
                .replace('`', '\'')
                .replace("$tree", tree)
                .replace("$run", run)
                .replace("$x", experiment);
        return server.send(
                method, "/api/2.0/mlflow/logged-models" + path, json, json.isEmpty() ? "" : "application/json");
    }

    private String names(String request) {
        Answer answer = ok(send("POST", "/search", request));
        var names = new StringBuilder();
        for (int i = 0; !answer.at("models." + i).isEmpty(); i++) {
            names.append(i == 0 ? "" : " ").append(answer.at("models." + i + ".info.name"));
        }
        return names.toString();
    }

    private static Answer ok(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }
}
