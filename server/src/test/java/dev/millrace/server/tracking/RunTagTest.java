package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTagTest extends EndpointTest {
    @Test
    void setsReplacesAndDeletes() {
        String run = server.run();
        ok(server.post("runs/set-tag", "{'run_id': '%s', 'key': 't', 'value': '1'}", run));
        ok(server.post("runs/set-tag", "{'run_uuid': '%s', 'key': 't', 'value': '2'}", run));
        assertThat(server.get("runs/get", "run_id=" + run).at("run.data.tags.1.value"))
                .isEqualTo("2");

        ok(server.post("runs/delete-tag", "{'run_id': '%s', 'key': 't'}", run));
        refused(
                server.post("runs/delete-tag", "{'run_id': '%s', 'key': 't'}", run),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No tag with name: t in run with id " + run);
    }

    @Test
    void theTagOfTheNameRenamesTheRun() {
        String run = server.run();
        ok(server.post("runs/set-tag", "{'run_id': '%s', 'key': 'mlflow.runName', 'value': 'new'}", run));
        ok(server.post("runs/set-tag", "{'run_id': '%s', 'key': 'mlflow.runName', 'value': ''}", run));
        assertThat(server.get("runs/get", "run_id=" + run).at("run.info.run_name"))
                .isEqualTo("new");
        assertThat(server.get("runs/get", "run_id=" + run).at("run.data.tags.0.value"))
                .isEqualTo("new");

        ok(server.post("runs/delete-tag", "{'run_id': '%s', 'key': 'mlflow.runName'}", run));
        assertThat(server.get("runs/get", "run_id=" + run).at("run.info.run_name"))
                .isEqualTo("new");
    }

    @Test
    void aLongValueIsCut() {
        String run = server.run();
        ok(server.post("runs/set-tag", "{'run_id': '%s', 'key': 't', 'value': '%s'}", run, "x".repeat(8001)));

        assertThat(server.get("runs/get", "run_id=" + run).at("run.data.tags.1.value"))
                .hasSize(8000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {'key': 't', 'value': '1'} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'
                {'run_id': 'RUN', 'value': '1'} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'key'
                {'run_id': 'RUN', 'key': 't', 'value': [1]} | 400 | INVALID_PARAMETER_VALUE | 'value'
                {'run_id': 'RUN', 'key': 't*'} | 400 | INVALID_PARAMETER_VALUE | Names may only contain
                {'run_id': 'nope', 'key': 't', 'value': '1'} | 404 | RESOURCE_DOES_NOT_EXIST | Run with id=nope not found
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("runs/set-tag", body.replace("RUN", run())), status, code, message);
    }

    private static String run() {
        return server.run();
    }
}
