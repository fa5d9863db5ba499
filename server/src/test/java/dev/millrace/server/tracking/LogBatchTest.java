package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogBatchTest extends EndpointTest {
    @Test
    void aRepeatedBatchDoublesNothing() {
        String run = server.run();
        String batch = "{'run_id': '%s', 'metrics': [{'key': 'm', 'value': 1, 'timestamp': 1},"
                + " {'key': 'm', 'value': 2, 'timestamp': 2, 'step': 1}], 'params': [{'key': 'p', 'value': 'x'}],"
                + " 'tags': [{'key': 't', 'value': '1'}, {'key': 't', 'value': '2'}]}";
        ok(server.post("runs/log-batch", batch, run));
        ok(server.post("runs/log-batch", batch, run));

        var found = server.get("runs/get", "run_id=" + run);
        assertThat(found.at("run.data.metrics.0.value")).isEqualTo("2.0");
        assertThat(found.at("run.data.metrics.1")).isEmpty();
        assertThat(found.at("run.data.tags.1.value")).isEqualTo("2");
        assertThat(server.get("metrics/get-history", "metric_key=m&run_id=" + run)
                        .at("metrics.2"))
                .isEmpty();
    }

    @Test
    void aConflictingParameterStopsTheWholeBatch() {
        String run = server.run();
        ok(server.post("runs/log-parameter", "{'run_id': '%s', 'key': 'p', 'value': '1'}", run));

        refused(
                server.post(
                        "runs/log-batch",
                        "{'run_id': '%s', 'params': [{'key': 'new', 'value': 'x'}, {'key': 'p', 'value': '2'}],"
                                + " 'metrics': [{'key': 'm', 'value': 1, 'timestamp': 1}], 'tags': [{'key': 't', 'value': '1'}]}",
                        run),
                400,
                "INVALID_PARAMETER_VALUE",
                "Params were already logged='[{'key': 'p', 'old_value': '1', 'new_value': '2'}]' for run ID='" + run
                        + "'.");

        var found = server.get("runs/get", "run_id=" + run);
        assertThat(found.at("run.data.params.1")).isEmpty();
        assertThat(found.at("run.data.metrics")).isEmpty();
        assertThat(found.at("run.data.tags.1")).isEmpty();
    }

    @Test
    void aBareWordIsTheNumberThatItNames() {
        String run = server.run();
        ok(server.post(
                "runs/log-batch", "{'run_id': '%s', 'metrics': [{'key': 'm', 'value': NaN, 'timestamp': 7}]}", run));

        var found = server.get("runs/get", "run_id=" + run);
        assertThat(found.at("run.data.metrics.0.value")).isEqualTo("NaN");
        assertThat(found.at("run.data.metrics.0.timestamp")).isEqualTo("7");
    }

    @Test
    void notANumberIsAPointOfItsOwnBesideZero() {
        String run = server.run();
        ok(server.post(
                "runs/log-batch",
                "{'run_id': '%s', 'metrics': [{'key': 'm', 'value': 'NaN', 'timestamp': 1},"
                        + " {'key': 'm', 'value': 'NaN', 'timestamp': 1}, {'key': 'm', 'value': 0, 'timestamp': 1}]}",
                run));

        var history = server.get("metrics/get-history", "metric_key=m&run_id=" + run);
        assertThat(history.at("metrics.0.value")).isEqualTo("0.0");
        assertThat(history.at("metrics.1.value")).isEqualTo("NaN");
        assertThat(history.at("metrics.2")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    metrics | 1001 | 1000 metrics. Got 1001 metrics.
                    params  | 101  | 100 params. Got 101 params.
                    tags    | 101  | 100 tags. Got 101 tags.
                    """)
    void aBatchHasLimits(String list, int count, String message) {
        var items = new StringBuilder();
        for (int i = 0; i < count; i++) {
            items.append(i == 0 ? "" : ", ")
                    .append("{'key': 'k%d', 'value': %s, 'timestamp': 1}"
                            .formatted(i, list.equals("metrics") ? "1" : "'1'"));
        }
        refused(
                server.post("runs/log-batch", "{'run_id': '%s', '%s': [%s]}", server.run(), list, items),
                400,
                "INVALID_PARAMETER_VALUE",
                "A batch logging request can contain at most " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {} | 400 | INVALID_PARAMETER_VALUE | 'run_id'
                {'run_id': 'no id'} | 400 | INVALID_PARAMETER_VALUE | Invalid value \"no id\" for parameter 'run_id' supplied.
                {'run_id': 'nope'} | 404 | RESOURCE_DOES_NOT_EXIST | Run with id=nope not found
                {'run_id': 'RUN', 'metrics': {}} | 400 | INVALID_PARAMETER_VALUE | Invalid value {} for parameter 'metrics' supplied
                {'run_id': 'RUN', 'metrics': ['a']} | 400 | INVALID_PARAMETER_VALUE | metrics
                {'run_id': 'RUN', 'metrics': [{'value': 1, 'timestamp': 1}]} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'metrics[0].key'
                {'run_id': 'RUN', 'metrics': [{'key': 'm', 'timestamp': 1}]} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'metrics[0].value'
                {'run_id': 'RUN', 'metrics': [{'key': 'm', 'value': 1}]} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'metrics[0].timestamp'
                {'run_id': 'RUN', 'metrics': [{'key': 'm', 'value': 'abc', 'timestamp': 1}]} | 400 | INVALID_PARAMETER_VALUE | metrics[0].value
                {'run_id': 'RUN', 'metrics': [{'key': 'm', 'value': 1, 'timestamp': 1, 'step': 1.5}]} | 400 | INVALID_PARAMETER_VALUE | metrics[0].step
                {'run_id': 'RUN', 'metrics': [{'key': 'ok', 'value': 1, 'timestamp': 1}, {'key': 'a*', 'value': 1, 'timestamp': 1}]} | 400 | INVALID_PARAMETER_VALUE | parameter 'metrics[1].name' supplied
                {'run_id': 'RUN', 'params': [{'value': 'x'}]} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'params[0].key'
                {'run_id': 'RUN', 'params': [{'key': 'p', 'value': 5}]} | 400 | INVALID_PARAMETER_VALUE | params[0].value
                {'run_id': 'RUN', 'params': [{'key': 'p', 'value': '1'}, {'key': 'p', 'value': '1'}]} | 400 | INVALID_PARAMETER_VALUE | Duplicate parameter keys have been submitted: ['p'].
                {'run_id': 'RUN', 'tags': [{'value': 'x'}]} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'tags[0].key'
                {'run_id': 'RUN', 'tags': [{'key': 'bad*', 'value': 'x'}]} | 400 | INVALID_PARAMETER_VALUE | parameter 'tags[0].key' supplied
                {'run_id': 'RUN', 'tags': [{'key': 't', 'value': {'a': 1}}]} | 400 | INVALID_PARAMETER_VALUE | tags[0].value
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("runs/log-batch", body.replace("RUN", run())), status, code, message);
    }

    private static String run() {
        return server.run();
    }
}
