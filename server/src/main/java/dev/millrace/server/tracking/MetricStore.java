package dev.millrace.server.tracking;

import dev.millrace.api.model.Metric;
import dev.millrace.api.model.MetricWithRunId;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the histories of metrics. Writing is {@link RunLogStore}'s. */
public final class MetricStore {
    private static final String COLUMNS = "\"key\", value, timestamp, step, is_nan, run_uuid";
    private static final String BY_TIME = " ORDER BY timestamp, step, value, is_nan";
    private static final String BY_STEP = " ORDER BY step, timestamp, value, is_nan";

    private final Database database;

    public MetricStore(Database database) {
        this.database = database;
    }

    /** Takes points as they come. */
    @FunctionalInterface
    interface PointConsumer {
        void accept(Metric point) throws IOException;
    }

    /**
     * A page of a run's history of one metric, by timestamp, step and value.
     *
     * @param token where the page begins; null or empty for the first
     * @param limit the most points
     */
    HistoryPage page(String run, String key, @Nullable String token, int limit) {
        HistoryToken begin = HistoryToken.parse(token);
        List<Metric> points = database.read(session -> session.query(
                Sql.builder()
                        .append(history(run, key, begin))
                        .append(" LIMIT ? OFFSET ?", limit + 1L, begin.offset())
                        .build(),
                MetricStore::point));
        if (points.size() <= limit) {
            return new HistoryPage(points, null);
        }
        List<Metric> shown = points.subList(0, limit);
        return new HistoryPage(shown, HistoryToken.after(shown.getLast()));
    }

    /** A page and the token of the next one, null when it is the last. */
    record HistoryPage(List<Metric> points, @Nullable String nextToken) {}

    /** Hands over a whole history from a token on, holding one point at a time. */
    void stream(String run, String key, @Nullable String token, PointConsumer consumer) {
        HistoryToken begin = HistoryToken.parse(token);
        Sql all = Sql.builder()
                .append(history(run, key, begin))
                .append(" LIMIT ? OFFSET ?", Long.MAX_VALUE, begin.offset())
                .build();
        database.stream(session -> {
            session.forEach(all, row -> {
                try {
                    consumer.accept(point(row));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return run;
        });
    }

    private static Sql history(String run, String key, HistoryToken begin) {
        var select = Sql.builder()
                .append("SELECT " + COLUMNS + " FROM metrics WHERE run_uuid = ? AND \"key\" = ?", run, key);
        if (begin.after() instanceof HistoryToken.Point(long timestamp, long step, double value, boolean isNan)) {
            select.append(
                    " AND (timestamp, step, value, is_nan) > (?, ?, ?, ?)", timestamp, step, value, isNan ? 1 : 0);
        }
        return select.append(BY_TIME).build();
    }

    /** The first points of several runs, by run, timestamp, step and value. */
    List<MetricWithRunId> ofRuns(List<String> runs, String key, int limit) {
        return database.read(session -> session.query(
                Sql.builder()
                        .append("SELECT " + COLUMNS + " FROM metrics WHERE \"key\" = ? AND run_uuid IN ", key)
                        .append(Sql.list(runs))
                        .append(" ORDER BY run_uuid, timestamp, step, value, is_nan LIMIT ?", (long) limit)
                        .build(),
                MetricStore::pointOfRun));
    }

    /**
     * Points spread evenly over each run's history, by step: the first of each of {@code limit} parts of equal size, and
     * the very last point in place of the last of these.
     *
     * @param steps the first and the last step to look at, or null for all
     */
    List<MetricWithRunId> sampled(List<String> runs, String key, int limit, long @Nullable [] steps) {
        return database.read(session -> {
            List<MetricWithRunId> sampled = new ArrayList<>();
            for (String run : runs) {
                sampled.addAll(sample(session, run, key, limit, steps));
            }
            return sampled;
        });
    }

    private static List<MetricWithRunId> sample(
            Session session, String run, String key, int limit, long @Nullable [] steps) throws SQLException {
        var from = Sql.builder().append(" FROM metrics WHERE run_uuid = ? AND \"key\" = ?", run, key);
        if (steps != null) {
            from.append(" AND step BETWEEN ? AND ?", steps[0], steps[1]);
        }
        Sql range = from.build();
        Long count = session.queryOne(Sql.of("SELECT COUNT(*)").plus(range), row -> row.getLong(1));
        long points = count == null ? 0 : count;
        var picker = new EvenSample(points, limit);
        List<MetricWithRunId> sample = new ArrayList<>((int) Math.min(points, limit));
        session.forEach(Sql.of("SELECT " + COLUMNS).plus(range).plus(Sql.of(BY_STEP)), row -> {
            if (picker.takesNext()) {
                sample.add(pointOfRun(row));
            }
        });
        return sample;
    }

    private static Metric point(ResultSet row) throws SQLException {
        return new Metric(row.getString(1), value(row), row.getLong(3), row.getLong(4), null, null, null, null);
    }

    private static MetricWithRunId pointOfRun(ResultSet row) throws SQLException {
        return new MetricWithRunId(row.getString(1), value(row), row.getLong(3), row.getLong(4), row.getString(6));
    }

    private static double value(ResultSet row) throws SQLException {
        return row.getLong(5) == 1 ? Double.NaN : row.getDouble(2);
    }
}
