package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.http.Body;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Prints the history of a metric, {@code {}} where there is none. It reads a piece, lets go of the database, and sends
 * the piece at the client's pace, so that clients that take their time keep no one else waiting. The first piece is read
 * before anything is sent: a database that cannot be read then is told by the status. Where a later piece fails, the
 * answer is cut off.
 */
final class HistoryWriter implements Body.Writer {
    private final MetricStore metrics;
    private final String run;
    private final String key;
    private final long limit;
    private final MetricStore.Piece first;

    /**
     * @param begin where the history begins
     * @param limit the most points; where there are more, the token of the next page follows them
     * @throws ApiException 503 where the database cannot be read now
     */
    HistoryWriter(MetricStore metrics, String run, String key, HistoryToken begin, long limit) {
        this.metrics = metrics;
        this.run = run;
        this.key = key;
        this.limit = limit;
        this.first = metrics.piece(run, key, begin, limit);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = Json.generator(out)) {
            json.writeStartObject();
            if (first.points().size() > 0) {
                json.writeName("metrics");
                json.writeStartArray();
                HistoryToken next = writePoints(json);
                json.writeEndArray();
                if (next != null) {
                    json.writeStringProperty("next_page_token", next.text());
                }
            }
            json.writeEndObject();
        }
    }

    /** Prints the points and gives the position of the next page, or null where this is the last. */
    private @Nullable HistoryToken writePoints(JsonGenerator json) {
        MetricStore.Piece piece = first;
        long left = limit;
        while (true) {
            Points points = piece.points();
            for (int i = 0; i < points.size(); i++) {
                Json.write(points.get(i), json);
            }
            if (!piece.more()) {
                return null;
            }
            HistoryToken next = points.behind(points.size() - 1);
            left -= points.size();
            if (left == 0) {
                return next;
            }
            piece = metrics.piece(run, key, next, left);
        }
    }
}
