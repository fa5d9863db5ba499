package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.Json;
import dev.millrace.api.model.GetMetricHistory;
import dev.millrace.api.model.GetMetricHistoryBulkInterval;
import dev.millrace.api.model.GetMetricHistoryBulkIntervalResponse;
import dev.millrace.api.model.MetricWithRunId;
import dev.millrace.http.Exchange;
import dev.millrace.http.Response;
import dev.millrace.server.Routes;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The operations of {@code mlflow/metrics}: histories whole, paged, of many runs, and sampled. */
public final class MetricEndpoints {
    private static final int BULK_POINTS = 25_000;
    private static final int SAMPLED_POINTS = 2500;

    private final MetricStore metrics;

    public MetricEndpoints(MetricStore metrics) {
        this.metrics = metrics;
    }

    public void bind(Routes routes) {
        routes.bindResponse(Endpoints.GET_METRIC_HISTORY, this::history)
                .bind(Endpoints.GET_METRIC_HISTORY_BULK_INTERVAL, this::sampled)
                .add("GET", "/ajax-api/2.0/mlflow/metrics/get-history-bulk", this::bulk);
    }

    private Response history(GetMetricHistory request) {
        String run = RunEndpoints.runId(request.runId(), request.runUuid());
        String key = Limits.required(request.metricKey(), "metric_key");
        HistoryToken begin = HistoryToken.parse(request.pageToken());
        Integer limit = request.maxResults();
        if (limit != null && limit <= 0) {
            throw ApiException.invalid(
                    "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer."
                            .formatted(limit));
        }
        return Response.stream(
                "application/json",
                -1,
                new HistoryWriter(metrics, run, key, begin, limit == null ? Long.MAX_VALUE : limit));
    }

    private GetMetricHistoryBulkIntervalResponse sampled(GetMetricHistoryBulkInterval request) {
        List<String> runs = Limits.runsOfSample(request.runIds());
        String key = Limits.required(request.metricKey(), "metric_key");
        int limit = request.maxResults() == null ? SAMPLED_POINTS : request.maxResults();
        if (limit < 1 || limit > SAMPLED_POINTS) {
            throw ApiException.invalid(
                    "max_results must be between 1 and %d. See the API docs for more information about request parameters."
                            .formatted(SAMPLED_POINTS));
        }
        return new GetMetricHistoryBulkIntervalResponse(
                metrics.sampled(runs, key, limit, steps(request.startStep(), request.endStep())));
    }

    private static long @Nullable [] steps(@Nullable Integer start, @Nullable Integer end) {
        if (start == null && end == null) {
            return null;
        }
        if (start == null || end == null) {
            throw ApiException.invalid("If either start step or end step are specified, both must be specified.");
        }
        if (start > end) {
            throw ApiException.invalid("end_step must be greater than start_step. Found start_step=%d and end_step=%d."
                    .formatted(start, end));
        }
        return new long[] {start, end};
    }

    /** A route of the web pages that the described API does not have; its members are in alphabetical order. */
    private Response bulk(Exchange exchange) {
        List<String> runs = Limits.runsOfHistory(exchange.query().getOrDefault("run_id", List.of()));
        String key = exchange.queryParameter("metric_key");
        if (key == null) {
            throw ApiException.invalid("GetMetricHistoryBulk request must specify a metric_key.");
        }
        int limit = bulkLimit(exchange.queryParameter("max_results"));
        var bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = Json.generator(bytes)) {
            json.writeStartObject();
            json.writeName("metrics");
            json.writeStartArray();
            for (MetricWithRunId point : metrics.ofRuns(runs, key, limit)) {
                writeSorted(point, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return Response.json(bytes.toByteArray());
    }

    private static int bulkLimit(@Nullable String text) {
        if (text == null) {
            return BULK_POINTS;
        }
        try {
            int limit = Integer.parseInt(text.strip());
            if (limit >= 0) {
                return Math.min(limit, BULK_POINTS);
            }
        } catch (NumberFormatException e) {
            // Said below, with the negative ones.
        }
        throw ApiException.invalid(
                "Invalid value %s for parameter 'max_results' supplied. It must be an integer that is not negative."
                        .formatted(Limits.quote(text)));
    }

    private static void writeSorted(MetricWithRunId point, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("key", point.key());
        json.writeStringProperty("run_id", point.runId());
        json.writeNumberProperty("step", point.step() == null ? 0 : point.step());
        json.writeNumberProperty("timestamp", point.timestamp() == null ? 0 : point.timestamp());
        double value = point.value() == null ? 0 : point.value();
        if (Double.isNaN(value)) {
            json.writeStringProperty("value", "NaN");
        } else {
            json.writeNumberProperty("value", value);
        }
        json.writeEndObject();
    }
}
