package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogParamTest extends EndpointTest {
    @Test
    void theSameValueAgainIsFineAndAnotherIsNot() {
        String run = server.run();
        ok(server.post("runs/log-parameter", "{'run_id': '%s', 'key': 'p', 'value': '1'}", run));
        ok(server.post("runs/log-parameter", "{'run_id': '%s', 'key': 'p', 'value': '1'}", run));

        refused(
                server.post("runs/log-parameter", "{'run_id': '%s', 'key': 'p', 'value': '2'}", run),
                400,
                "INVALID_PARAMETER_VALUE",
                "Param with key='p' was already logged with value='1' for run ID='" + run
                        + "'. Attempted logging new value '2'.");
    }

    @Test
    void aLongValueIsCut() {
        String run = server.run();
        ok(server.post("runs/log-parameter", "{'run_id': '%s', 'key': 'p', 'value': '%s'}", run, "x".repeat(6001)));

        assertThat(server.get("runs/get", "run_id=" + run).at("run.data.params.0.value"))
                .hasSize(6000);
    }

    @Test
    void keysOfAnyScriptAreFineAndNoValueIsEmpty() {
        String run = server.run();
        ok(server.post("runs/log-parameter", "{'run_id': '%s', 'key': 'ключ/a b.c-d_e:f'}", run));

        assertThat(server.get("runs/get", "run_id=" + run).at("run.data.params.0"))
                .isEqualTo("{\"key\":\"ключ/a b.c-d_e:f\",\"value\":\"\"}");
    }

    @Test
    void aDeletedRunTakesNothing() {
        refused(
                server.post("runs/log-parameter", "{'run_id': '%s', 'key': 'p', 'value': '1'}", deletedRun()),
                400,
                "INVALID_PARAMETER_VALUE",
                "must be in the 'active' state");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {'key': 'p', 'value': '1'} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'
                {'run_id': 'RUN', 'value': '1'} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'key'
                {'run_id': 'RUN', 'key': 'p', 'value': 5} | 400 | INVALID_PARAMETER_VALUE | 'value'
                {'run_id': 'RUN', 'key': 'a,b'} | 400 | INVALID_PARAMETER_VALUE | for parameter 'key' supplied: Names may only contain
                {'run_id': 'RUN', 'key': 'a//b'} | 400 | INVALID_PARAMETER_VALUE | This name would resolve to 'a/b'
                {'run_id': 'RUN', 'key': '🚀'} | 400 | INVALID_PARAMETER_VALUE | ud83d
                {'run_id': 'nope', 'key': 'p'} | 404 | RESOURCE_DOES_NOT_EXIST | Run with id=nope not found
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("runs/log-parameter", body.replace("RUN", run())), status, code, message);
    }

    private static String run() {
        return server.run();
    }
}
