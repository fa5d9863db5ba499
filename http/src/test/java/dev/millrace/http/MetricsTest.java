package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Metrics metrics = new Metrics();

    @Test
    void printsWhatPrometheusReads() {
        metrics.counter("jobs_total", "Jobs done", "kind", "a\"b\\c\nd").add(3);
        metrics.gauge("queue_length", "Jobs waiting", () -> 1.5);
        Metrics.Histogram histogram = metrics.histogram("size", "Sizes", new double[] {1, 10});
        histogram.observe(0.5);
        histogram.observe(10);
        histogram.observe(11);

        assertThat(metrics.print()).isEqualTo("""
                        # HELP jobs_total Jobs done
                        # TYPE jobs_total counter
                        jobs_total{kind="a\\"b\\\\c\\nd"} 3
                        # HELP queue_length Jobs waiting
                        # TYPE queue_length gauge
                        queue_length 1.5
                        # HELP size Sizes
                        # TYPE size histogram
                        size_bucket{le="1.0"} 1
                        size_bucket{le="10.0"} 2
                        size_bucket{le="+Inf"} 3
                        size_sum 21.5
                        size_count 3
                        """);
    }

    @Test
    void givesTheSameCounterForTheSameName() {
        metrics.counter("n_total", "N").increment();
        metrics.counter("n_total", "N").increment();

        assertThat(metrics.print()).contains("n_total 2");
        assertThatThrownBy(() -> metrics.gauge("n_total", "N", () -> 1)).hasMessageContaining("counter");
    }

    @Test
    void countsAnswersByMethodAndStatusButNotProbes() throws Exception {
        var filter = new MetricsFilter(metrics, "3.17.2", "");
        for (String path : new String[] {"/a", "/b", "/health", "/ready", "/version"}) {
            filter.filter(new TestExchange("GET", path), exchange -> Response.empty(404));
        }

        assertThat(metrics.print())
                .contains("mlflow_http_request_total{method=\"GET\",status=\"404\"} 2")
                .contains(
                        "mlflow_http_request_duration_seconds_count{method=\"GET\",mlflow_version=\"3.17.2\",status=\"404\"} 2");
    }
}
