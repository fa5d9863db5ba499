package dev.millrace.http;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Measures answers by method and status, under the names that MLflow's server exports. Probes are left out, as there:
 * they would drown the rest. The time is that of the handler; a body streamed afterwards is not in it.
 */
public final class MetricsFilter implements Filter {

    private static final String[] METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "other"};
    private static final int STATUSES = 600;

    private final Metrics metrics;
    private final String mlflowVersion;
    private final ProbePaths probes;

    /** The series met so far, by method and status: a look-up in an array costs a request next to nothing. */
    private final AtomicReferenceArray<@Nullable Series> series = new AtomicReferenceArray<>(METHODS.length * STATUSES);

    /**
     * @param mlflowVersion the value of the label {@code mlflow_version}
     * @param staticPrefix the prefix of all paths, or ""
     */
    public MetricsFilter(Metrics metrics, String mlflowVersion, String staticPrefix) {
        this.metrics = metrics;
        this.mlflowVersion = mlflowVersion;
        this.probes = new ProbePaths(staticPrefix);
    }

    @Override
    public Response filter(Exchange exchange, Handler next) throws Exception {
        if (probes.contain(exchange.path())) {
            return next.handle(exchange);
        }
        long start = System.nanoTime();
        Response response = next.handle(exchange);
        Series met = series(indexOf(exchange.method()), Math.clamp(response.status(), 0, STATUSES - 1));
        met.duration.observeSince(start);
        met.total.increment();
        return response;
    }

    private Series series(int method, int status) {
        int index = method * STATUSES + status;
        Series known = series.get(index);
        if (known != null) {
            return known;
        }
        String code = String.valueOf(status);
        Series made = new Series(
                metrics.seconds(
                        "mlflow_http_request_duration_seconds",
                        "Time from a request to the start of its answer",
                        "method",
                        METHODS[method],
                        "mlflow_version",
                        mlflowVersion,
                        "status",
                        code),
                metrics.counter(
                        "mlflow_http_request_total", "Answered requests", "method", METHODS[method], "status", code));
        series.set(index, made);
        return made;
    }

    private static int indexOf(String method) {
        for (int i = 0; i < METHODS.length - 1; i++) {
            if (METHODS[i].equals(method)) {
                return i;
            }
        }
        return METHODS.length - 1;
    }

    private record Series(Metrics.Histogram duration, LongAdder total) {}
}
