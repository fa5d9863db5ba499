package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricHistoryTest extends EndpointTest {
    @Test
    void isOrderedByTimeThenStepThenValue() {
        String run = run(new double[][] {{1, 10, 5}, {3, 5, 5}, {7, 9, 6}, {9, 10, 5}, {2, 20, 3}});

        var history = server.get("metrics/get-history", "metric_key=m&run_id=" + run);

        assertThat(history.body())
                .isEqualTo("{\"metrics\":[{\"key\":\"m\",\"value\":3.0,\"timestamp\":5,\"step\":5},"
                        + "{\"key\":\"m\",\"value\":7.0,\"timestamp\":9,\"step\":6},"
                        + "{\"key\":\"m\",\"value\":1.0,\"timestamp\":10,\"step\":5},"
                        + "{\"key\":\"m\",\"value\":9.0,\"timestamp\":10,\"step\":5},"
                        + "{\"key\":\"m\",\"value\":2.0,\"timestamp\":20,\"step\":3}]}");
    }

    @Test
    void comesInPagesThatNewPointsDoNotShift() {
        String run = run(new double[][] {{1, 10, 0}, {2, 20, 1}, {3, 30, 2}});
        var first = server.get("metrics/get-history", "max_results=2&metric_key=m&run_id=" + run);
        ok(server.post("runs/log-metric", "{'run_id': '%s', 'key': 'm', 'value': 0, 'timestamp': 1, 'step': 9}", run));

        var second = server.get(
                "metrics/get-history",
                "max_results=2&metric_key=m&run_id=" + run + "&page_token="
                        + dev.millrace.server.TestServer.encode(first.at("next_page_token")));

        assertThat(first.at("metrics.1.value")).isEqualTo("2.0");
        assertThat(second.at("metrics.0.value")).isEqualTo("3.0");
        assertThat(second.at("next_page_token")).isEmpty();
    }

    @Test
    void theOriginalsTokensCountPoints() {
        String run = run(new double[][] {{1, 10, 0}, {2, 20, 1}, {3, 30, 2}});

        // The text {"offset": 2} in base 64.
        var page = server.get("metrics/get-history", "metric_key=m&page_token=eyJvZmZzZXQiOiAyfQ==&run_id=" + run);

        assertThat(page.at("metrics.0.value")).isEqualTo("3.0");
    }

    @Test
    void ofAnUnknownRunIsEmpty() {
        ok(server.get("metrics/get-history", "metric_key=m&run_id=zzz"));
    }

    @Test
    void ofManyRunsIsOrderedByRun() {
        String a = run(new double[][] {{1, 1, 0}});
        String b = run(new double[][] {{2, 1, 0}});

        var bulk = server.send(
                "GET",
                "/ajax-api/2.0/mlflow/metrics/get-history-bulk?metric_key=m&run_id=" + a + "&run_id=" + b,
                "",
                "");

        assertThat(bulk.at("metrics.0.run_id")).isLessThan(bulk.at("metrics.1.run_id"));
        assertThat(server.get("metrics/get-history-bulk", "metric_key=m&run_id=" + a)
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    metric_key=m                    | must specify at least one run_id
                    run_id=a                        | must specify a metric_key
                    run_id=a&metric_key=m&max_results=x | 'max_results'
                    """)
    void ofManyRunsRefuses(String query, String message) {
        refused(
                server.send("GET", "/ajax-api/2.0/mlflow/metrics/get-history-bulk?" + query, "", ""),
                400,
                "INVALID_PARAMETER_VALUE",
                message);
    }

    static String run(double[][] points) {
        String run = server.run();
        var metrics = new StringBuilder();
        for (double[] point : points) {
            metrics.append(metrics.isEmpty() ? "" : ", ")
                    .append("{'key': 'm', 'value': %s, 'timestamp': %d, 'step': %d}"
                            .formatted(point[0], (long) point[1], (long) point[2]));
        }
        ok(server.post("runs/log-batch", "{'run_id': '%s', 'metrics': [%s]}", run, metrics));
        return run;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                metric_key=m | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'run_id'
                run_id=a | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'metric_key'
                run_id=a&metric_key=m&max_results=0 | 400 | INVALID_PARAMETER_VALUE | Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer.
                run_id=a&metric_key=m&max_results=x | 400 | INVALID_PARAMETER_VALUE | 'max_results'
                run_id=a&metric_key=m&page_token=abc | 400 | INVALID_PARAMETER_VALUE | Invalid page token
                run_id=a&metric_key=m&page_token=bm90anNvbg== | 400 | INVALID_PARAMETER_VALUE | Invalid page token
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.get("metrics/get-history", body), status, code, message);
    }
}
