package dev.millrace.server.tracking;

import dev.millrace.api.model.MetricWithRunId;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
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

    /** Six megabytes, held while a client takes them. */
    private static final int PIECE = 250_000;

    private final Database database;
    private final int pieceSize;

    public MetricStore(Database database) {
        this(database, PIECE);
    }

    /** @param pieceSize the most points of a history that are read at once */
    MetricStore(Database database, int pieceSize) {
        this.database = database;
        this.pieceSize = pieceSize;
    }

    /**
     * The points of a run's history of one metric, by timestamp, step and value; not all of them where there are very
     * many. No index has that order, so each piece reads and sorts the whole history: that is why a piece is as large as
     * memory can well bear.
     *
     * @param begin where to begin
     * @param limit the most points, at least 1
     */
    Piece piece(String run, String key, HistoryToken begin, long limit) {
        int most = (int) Math.min(limit, pieceSize);
        Sql history = history(database.dialect(), run, key, begin, most + 1L);
        return database.read(session -> {
            var points = new Points(key);
            session.forEach(
                    history,
                    row -> points.add(
                            row.getLong(1), row.getLong(2), row.getBoolean(4) ? Double.NaN : row.getDouble(3)));
            return new Piece(points, points.cutTo(most));
        });
    }

    /** Points, and whether there are more behind the last of them. */
    record Piece(Points points, boolean more) {}

    private static Sql history(Dialect dialect, String run, String key, HistoryToken begin, long rows) {
        var select = Sql.builder()
                .append(
                        "SELECT timestamp, step, value, is_nan FROM metrics WHERE run_uuid = ? AND \"key\" = ?",
                        run,
                        key);
        if (begin.after() instanceof HistoryToken.Point(long timestamp, long step, double value, boolean isNan)) {
            select.append(" AND ")
                    .append(dialect.greater("timestamp, step, value, is_nan", timestamp, step, value, isNan));
        }
        // With a limit SQLite holds no more than these rows while it sorts.
        return select.append(BY_TIME).append(dialect.page(rows, begin.offset())).build();
    }

    /** The first points of several runs, by run, timestamp, step and value. */
    List<MetricWithRunId> ofRuns(List<String> runs, String key, int limit) {
        if (limit == 0) {
            return List.of();
        }
        return database.read(session -> session.query(
                Sql.builder()
                        .append("SELECT " + COLUMNS + " FROM metrics WHERE \"key\" = ? AND ", key)
                        .append(session.dialect().in("run_uuid", runs))
                        .append(" ORDER BY run_uuid, timestamp, step, value, is_nan")
                        .append(session.dialect().page(limit, 0))
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

    private static MetricWithRunId pointOfRun(ResultSet row) throws SQLException {
        return new MetricWithRunId(row.getString(1), value(row), row.getLong(3), row.getLong(4), row.getString(6));
    }

    private static double value(ResultSet row) throws SQLException {
        return row.getBoolean(5) ? Double.NaN : row.getDouble(2);
    }
}
