package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogMetricTest extends EndpointTest {
    @Test
    void theLatestIsTheGreatestByStepThenTimeThenValue() {
        String run = server.run();
        log(run, 1.0, 10, 5);
        log(run, 2.0, 20, 3);
        log(run, 7.0, 9, 6);
        log(run, 8.0, 8, 6);

        assertThat(server.get("runs/get", "run_id=" + run).at("run.data.metrics"))
                .isEqualTo("[{\"key\":\"m\",\"value\":7.0,\"timestamp\":9,\"step\":6}]");
    }

    @Test
    void thePointIsStoredOnceHoweverOftenItIsSent() {
        String run = server.run();
        log(run, 1.0, 1, 1);
        log(run, 1.0, 1, 1);

        assertThat(server.get("metrics/get-history", "metric_key=m&run_id=" + run)
                        .at("metrics.1"))
                .isEmpty();
    }

    @Test
    void numbersMayComeAsText() {
        String run = server.run();

        ok(server.post(
                "runs/log-metric",
                "{'run_uuid': '%s', 'key': 'm', 'value': '0.5', 'timestamp': '1795253787531', 'step': '1e+05'}",
                run));

        assertThat(server.get("runs/get", "run_id=" + run).at("run.data.metrics.0.step"))
                .isEqualTo("100000");
    }

    @Test
    void theInfinitiesComeBackAsTheLargestNumbers() {
        String run = server.run();
        ok(server.post("runs/log-metric", "{'run_id': '%s', 'key': 'm', 'value': '-Infinity', 'timestamp': 1}", run));

        assertThat(Double.parseDouble(server.get("runs/get", "run_id=" + run).at("run.data.metrics.0.value")))
                .isEqualTo(-Double.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"dataset_name", "dataset_digest"})
    void aDatasetIsNamedWithItsDigest(String alone) {
        String run = server.run();
        String metric = "'key': 'm', 'value': 1, 'timestamp': 1, '" + alone + "': 'd'";
        String message = "Both dataset_name and dataset_digest must be provided if one is provided";

        assertThat(server.post("runs/log-metric", "{'run_id': '%s', %s}", run, metric)
                        .at("message"))
                .isEqualTo(message);
        assertThat(server.post("runs/log-batch", "{'run_id': '%s', 'metrics': [{%s}]}", run, metric)
                        .at("message"))
                .isEqualTo(message);
        assertThat(server.get("runs/get", "run_id=" + run).at("run.data.metrics"))
                .isEmpty();
    }

    private static void log(String run, double value, int timestamp, int step) {
        ok(server.post(
                "runs/log-metric",
                "{'run_id': '%s', 'key': 'm', 'value': %s, 'timestamp': %d, 'step': %d}",
                run,
                value,
                timestamp,
                step));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {'key': 'm', 'value': 1, 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'
                {'run_id': 'nope', 'value': 1, 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'key'
                {'run_id': 'nope', 'key': 'm', 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'value'
                {'run_id': 'nope', 'key': 'm', 'value': 1} | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'timestamp'
                {'run_id': 'nope', 'key': 'm', 'value': 'NA', 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | 'value'
                {'run_id': 'RUN', 'key': 'm', 'value': 1, 'timestamp': -1} | 400 | INVALID_PARAMETER_VALUE | Timestamp must be a nonnegative long
                {'run_id': 'RUN', 'key': 'm', 'value': 1, 'timestamp': 1.5} | 400 | INVALID_PARAMETER_VALUE | 'timestamp'
                {'run_id': 'RUN', 'key': 'm', 'value': 1, 'timestamp': 1, 'step': 9223372036854775808} | 400 | INVALID_PARAMETER_VALUE | step
                {'run_id': 'RUN', 'key': 'a*b', 'value': 1, 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | for parameter 'name' supplied: Names may only contain
                {'run_id': 'RUN', 'key': '../m', 'value': 1, 'timestamp': 1} | 400 | INVALID_PARAMETER_VALUE | must not resolve to other names
                {'run_id': 'RUN', 'key': 'm', 'value': 1, 'timestamp': 1, 'model_id': 5} | 400 | INVALID_PARAMETER_VALUE | 'model_id'
                {'run_id': 'RUN', 'key': 'm', 'value': 1, 'timestamp': 1, 'dataset_name': 5} | 400 | INVALID_PARAMETER_VALUE | 'dataset_name'
                {'run_id': 'RUN', 'key': 'm', 'value': 1, 'timestamp': 1, 'dataset_digest': 5} | 400 | INVALID_PARAMETER_VALUE | 'dataset_digest'
                {'run_id': 'RUN', 'key': 'm', 'value': 1, 'timestamp': 1, 'model_id': 'm-0'} | 400 | BAD_REQUEST | names the logged model 'm-0'
                {'run_id': 'nope', 'key': 'm', 'value': 1, 'timestamp': 1} | 404 | RESOURCE_DOES_NOT_EXIST | Run with id=nope not found
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.post("runs/log-metric", body.replace("RUN", run())), status, code, message);
    }

    private static String run() {
        return server.run();
    }
}
