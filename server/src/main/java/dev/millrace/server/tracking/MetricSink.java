package dev.millrace.server.tracking;

import dev.millrace.api.model.Metric;
import dev.millrace.server.sql.GroupSink;
import dev.millrace.server.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The metric rows of a commit group. They are written in the order of the widest index, so that neighbours go to the
 * same page, and {@code latest_metrics} is touched once for each run and key however many points the group holds.
 */
final class MetricSink implements GroupSink {
    private static final Comparator<Row> BY_PRIMARY_KEY = Comparator.comparing(Row::key)
            .thenComparingLong(Row::timestamp)
            .thenComparingLong(Row::step)
            .thenComparing(Row::run);
    private static final Comparator<Row> BY_RECENCY = Comparator.comparingLong(Row::step)
            .thenComparingLong(Row::timestamp)
            .thenComparingDouble(Row::value);

    private final List<Row> rows = new ArrayList<>();
    private int mark;

    /** Adds a point that was checked. */
    void add(String run, Metric metric) {
        rows.add(new Row(
                run,
                Objects.requireNonNull(metric.key()),
                stored(metric),
                Objects.requireNonNull(metric.timestamp()),
                metric.step() == null ? 0 : metric.step(),
                Double.isNaN(Objects.requireNonNull(metric.value()))));
    }

    /** The value as its column holds it: NaN as 0 beside a mark, the infinities as the numbers farthest out. */
    static double stored(Metric metric) {
        double value = Objects.requireNonNull(metric.value());
        return Double.isNaN(value) ? 0 : Math.clamp(value, -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    @Override
    public void mark() {
        mark = rows.size();
    }

    @Override
    public void rollbackToMark() {
        rows.subList(mark, rows.size()).clear();
    }

    @Override
    public void clear() {
        rows.clear();
        mark = 0;
    }

    @Override
    public void flush(Session session) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        // Sorted first: others that write the same keys at the same time take the rows in this order, too.
        rows.sort(BY_PRIMARY_KEY);
        Map<Point, Row> latest = new LinkedHashMap<>();
        for (Row row : rows) {
            latest.merge(new Point(row.run, row.key), row, (a, b) -> BY_RECENCY.compare(b, a) > 0 ? b : a);
        }
        session.batch(
                session.dialect()
                        .insertOrIgnore(
                                "INTO metrics (\"key\", value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)",
                                "\"key\", timestamp, step, run_uuid, value, is_nan"),
                values(rows));
        session.batch(
                session.dialect()
                        .insertOrUpdateIfGreater(
                                "INTO latest_metrics (\"key\", value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)",
                                "\"key\", run_uuid",
                                "latest_metrics",
                                "step, timestamp, value",
                                "value",
                                "timestamp",
                                "step",
                                "is_nan"),
                values(latest.values()));
        clear();
    }

    private static List<@Nullable Object[]> values(Iterable<Row> rows) {
        List<@Nullable Object[]> values = new ArrayList<>();
        for (Row row : rows) {
            values.add(new @Nullable Object[] {row.key, row.value, row.timestamp, row.run, row.step, row.isNan});
        }
        return values;
    }

    private record Row(String run, String key, double value, long timestamp, long step, boolean isNan) {}

    private record Point(String run, String key) {}
}
