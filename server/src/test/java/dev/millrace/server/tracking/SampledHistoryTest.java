package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampledHistoryTest extends EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "10, '0 20 40 60 80 100 120 140 160 199'",
        "7, '0 29 58 87 116 144 199'",
        "1, '199'",
        "2, '0 199'",
    })
    void takesTheFirstOfEachPartAndTheLastOfAll(int limit, String steps) {
        double[][] points = new double[200][];
        for (int i = 0; i < points.length; i++) {
            points[i] = new double[] {i, i, i};
        }
        String run = MetricHistoryTest.run(points);

        var sample = server.get(
                "metrics/get-history-bulk-interval", "metric_key=m&max_results=" + limit + "&run_ids=" + run);

        var found = new StringBuilder();
        for (int i = 0; !sample.at("metrics." + i).isEmpty(); i++) {
            found.append(i == 0 ? "" : " ").append(sample.at("metrics." + i + ".step"));
        }
        assertThat(found.toString()).isEqualTo(steps);
    }

    @Test
    void looksOnlyAtTheStepsAskedFor() {
        String run = MetricHistoryTest.run(new double[][] {{1, 1, 1}, {2, 2, 2}, {3, 3, 3}});

        var sample =
                server.get("metrics/get-history-bulk-interval", "metric_key=m&start_step=2&end_step=2&run_ids=" + run);

        assertThat(sample.at("metrics.0.value")).isEqualTo("2.0");
        assertThat(sample.at("metrics.1")).isEmpty();
    }

    @Test
    void aRunNamedTwiceIsShownTwice() {
        String run = MetricHistoryTest.run(new double[][] {{1, 1, 1}});

        var sample = server.get("metrics/get-history-bulk-interval", "metric_key=m&run_ids=" + run + "&run_ids=" + run);

        assertThat(sample.at("metrics.1.run_id")).isEqualTo(run);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                metric_key=m | 400 | INVALID_PARAMETER_VALUE | 'run_ids'
                run_ids=a | 400 | INVALID_PARAMETER_VALUE | Missing value for required parameter 'metric_key'
                run_ids=a&metric_key=m&max_results=0 | 400 | INVALID_PARAMETER_VALUE | max_results must be between 1 and 2500.
                run_ids=a&metric_key=m&max_results=2501 | 400 | INVALID_PARAMETER_VALUE | max_results must be between 1 and 2500.
                run_ids=a&metric_key=m&start_step=1 | 400 | INVALID_PARAMETER_VALUE | both must be specified
                run_ids=a&metric_key=m&start_step=5&end_step=1 | 400 | INVALID_PARAMETER_VALUE | end_step must be greater than start_step. Found start_step=5 and end_step=1.
                run_ids=a&metric_key=m&start_step=x&end_step=1 | 400 | INVALID_PARAMETER_VALUE | 'start_step'
                    """)
    void refuses(String body, int status, String code, String message) {
        refused(server.get("metrics/get-history-bulk-interval", body), status, code, message);
    }
}
