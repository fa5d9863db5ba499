package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Revision 75868b020152: what traces, spans and assessments say of themselves in tags, metadata, metrics and JSON goes
 * into columns of their own. The rows that said it are deleted by the revision's SQL afterwards. Rows are read by pages
 * in the order of their keys, and those that hold their values already are left alone.
 */
final class TraceAnalytics implements DataStep {
    private static final int PAGE = 500;

    private static final String TRACE_COLUMNS = String.join(
            ", ",
            "trace_name",
            "session_id",
            String.join(", ", AnalyticsValues.TOKENS),
            String.join(", ", AnalyticsValues.COSTS));

    private static final String SPAN_COLUMNS =
            String.join(", ", AnalyticsValues.COSTS) + ", model_name, model_provider";

    private static final String KEY = "\"key\"";
    private static final String SESSION = "mlflow.trace.session";
    private static final String TOKEN_USAGE = "mlflow.trace.tokenUsage";
    private static final List<String> METADATA = List.of(SESSION, TOKEN_USAGE, "mlflow.trace.cost");

    private record TraceRow(String id, List<@Nullable Object> held) {}

    private record SpanRow(
            String trace, String span, @Nullable String attributes, List<@Nullable Object> held) {}

    @Override
    public String description() {
        return "The name, session, token counts and costs of traces, the costs and model of spans and the figures of"
                + " assessments are read from tags, metadata, metrics and JSON into the new columns.";
    }

    @Override
    public void run(Session session, Progress progress) throws SQLException {
        requireTraces(session, "spans");
        requireTraces(session, "assessments");
        fillTraces(session, progress);
        fillSpans(session, progress);
        fillAssessments(session, progress);
    }

    private static void requireTraces(Session session, String table) throws SQLException {
        String lost = session.queryOne(
                Sql.of("SELECT child.trace_id FROM " + table
                        + " AS child LEFT JOIN trace_info ON trace_info.request_id = child.trace_id"
                        + " WHERE trace_info.request_id IS NULL LIMIT 1"),
                row -> row.getString(1));
        if (lost != null) {
            throw new DatabaseRefused(
                    "The table %s has a row of the trace %s, and there is no such trace; delete that row"
                            .formatted(table, lost));
        }
    }

    private static void fillTraces(Session session, Progress progress) throws SQLException {
        String update = "UPDATE trace_info SET " + TRACE_COLUMNS.replace(",", " = ?,") + " = ? WHERE request_id = ?";
        long done = 0;
        String after = "";
        while (true) {
            List<TraceRow> page = session.query(
                    Sql.of(
                            "SELECT request_id, " + TRACE_COLUMNS
                                    + " FROM trace_info WHERE request_id > ? ORDER BY request_id LIMIT " + PAGE,
                            after),
                    row -> new TraceRow(row.getString(1), held(row)));
            if (page.isEmpty()) {
                return;
            }
            String last = page.getLast().id();
            Map<String, TraceFacts> facts = traceFacts(session, after, last);
            List<@Nullable Object[]> updates = new ArrayList<>();
            for (TraceRow trace : page) {
                List<@Nullable Object> values =
                        facts.getOrDefault(trace.id(), new TraceFacts()).values();
                if (!values.equals(trace.held())) {
                    updates.add(withKey(values, trace.id()));
                }
            }
            session.batch(update, updates);
            done += page.size();
            progress.rows("traces", done);
            after = last;
        }
    }

    /** The values of a row in the order of {@link #TRACE_COLUMNS}, its key before them. */
    private static List<@Nullable Object> held(ResultSet row) throws SQLException {
        List<@Nullable Object> held = new ArrayList<>();
        int column = 2;
        held.add(row.getString(column++));
        held.add(row.getString(column++));
        for (int i = 0; i < AnalyticsValues.TOKENS.size(); i++) {
            long value = row.getLong(column++);
            held.add(row.wasNull() ? null : (Object) value);
        }
        addCosts(row, column, held);
        return held;
    }

    private static void addCosts(ResultSet row, int first, List<@Nullable Object> held) throws SQLException {
        for (int i = 0; i < AnalyticsValues.COSTS.size(); i++) {
            double value = row.getDouble(first + i);
            held.add(row.wasNull() ? null : (Object) value);
        }
    }

    private static Map<String, TraceFacts> traceFacts(Session session, String after, String last) throws SQLException {
        Map<String, TraceFacts> facts = new HashMap<>();
        Sql page = Sql.of(" AND request_id > ? AND request_id <= ?", after, last);
        session.forEach(
                Sql.of("SELECT request_id, value FROM trace_tags WHERE ")
                        .plus(session.dialect().equal(KEY, "mlflow.traceName"))
                        .plus(page),
                row -> of(facts, row.getString(1)).name = row.getString(2));
        session.forEach(
                Sql.of("SELECT request_id, \"key\", value FROM trace_request_metadata WHERE ")
                        .plus(session.dialect().in(KEY, METADATA))
                        .plus(page),
                row -> of(facts, row.getString(1)).metadata(row.getString(2), row.getString(3)));
        session.forEach(
                Sql.of("SELECT request_id, \"key\", value FROM trace_metrics WHERE ")
                        .plus(session.dialect().in(KEY, AnalyticsValues.TOKENS))
                        .plus(page),
                row -> {
                    double value = row.getDouble(3);
                    of(facts, row.getString(1))
                            .metrics
                            .put(row.getString(2), row.wasNull() ? null : AnalyticsValues.tokenCount(value));
                });
        return facts;
    }

    private static TraceFacts of(Map<String, TraceFacts> facts, String trace) {
        return facts.computeIfAbsent(trace, ignored -> new TraceFacts());
    }

    /** What the rows around a trace say of it. */
    private static final class TraceFacts {
        private @Nullable String name;
        private @Nullable String session;
        private @Nullable String tokens;
        private @Nullable String cost;
        private final Map<String, @Nullable Long> metrics = new HashMap<>();

        void metadata(String key, @Nullable String value) {
            switch (key) {
                case SESSION -> session = value;
                case TOKEN_USAGE -> tokens = value;
                default -> cost = value;
            }
        }

        /** A metric, where there is one, goes before the metadata, even if it is no count. */
        List<@Nullable Object> values() {
            List<@Nullable Object> values = new ArrayList<>();
            values.add(AnalyticsValues.bounded(name, AnalyticsValues.LONGEST_TRACE_NAME));
            values.add(AnalyticsValues.bounded(session, AnalyticsValues.LONGEST_SESSION));
            var usage = AnalyticsValues.members(tokens);
            for (String token : AnalyticsValues.TOKENS) {
                values.add(
                        metrics.containsKey(token) ? metrics.get(token) : AnalyticsValues.tokenCount(usage.get(token)));
            }
            var costs = AnalyticsValues.members(cost);
            for (String part : AnalyticsValues.COSTS) {
                values.add(AnalyticsValues.finite(costs.get(part)));
            }
            return values;
        }
    }

    /** The first comparison is in the second: MariaDB finds the range of an index in the former only. */
    private static void fillSpans(Session session, Progress progress) throws SQLException {
        String update =
                "UPDATE spans SET " + SPAN_COLUMNS.replace(",", " = ?,") + " = ? WHERE trace_id = ? AND span_id = ?";
        long done = 0;
        @Nullable Object[] after = {"", ""};
        while (true) {
            List<SpanRow> page = session.query(
                    Sql.of(
                            "SELECT trace_id, span_id, dimension_attributes, " + SPAN_COLUMNS
                                    + " FROM spans WHERE trace_id >= ? AND (trace_id, span_id) > (?, ?)"
                                    + " ORDER BY trace_id, span_id LIMIT " + PAGE,
                            after[0],
                            after[0],
                            after[1]),
                    TraceAnalytics::span);
            if (page.isEmpty()) {
                return;
            }
            SpanRow last = page.getLast();
            Map<List<String>, Map<String, @Nullable Object>> costs = spanCosts(session, after, last);
            List<@Nullable Object[]> updates = new ArrayList<>();
            for (SpanRow span : page) {
                Map<String, @Nullable Object> own = costs.getOrDefault(List.of(span.trace(), span.span()), Map.of());
                List<@Nullable Object> values = new ArrayList<>();
                AnalyticsValues.COSTS.forEach(cost -> values.add(own.get(cost)));
                values.addAll(AnalyticsValues.model(span.attributes(), span.trace(), span.span()));
                if (!values.equals(span.held())) {
                    updates.add(withKey(values, span.trace(), span.span()));
                }
            }
            session.batch(update, updates);
            done += page.size();
            progress.rows("spans", done);
            after = new @Nullable Object[] {last.trace(), last.span()};
        }
    }

    private static SpanRow span(ResultSet row) throws SQLException {
        List<@Nullable Object> held = new ArrayList<>();
        addCosts(row, 4, held);
        int column = 4 + AnalyticsValues.COSTS.size();
        held.add(row.getString(column));
        held.add(row.getString(column + 1));
        return new SpanRow(row.getString(1), row.getString(2), row.getString(3), held);
    }

    private static Map<List<String>, Map<String, @Nullable Object>> spanCosts(
            Session session, @Nullable Object[] after, SpanRow last) throws SQLException {
        Map<List<String>, Map<String, @Nullable Object>> costs = new HashMap<>();
        session.forEach(
                Sql.of(
                                "SELECT trace_id, span_id, \"key\", value FROM span_metrics WHERE trace_id >= ?"
                                        + " AND trace_id <= ? AND (trace_id, span_id) > (?, ?)"
                                        + " AND (trace_id, span_id) <= (?, ?) AND ",
                                after[0],
                                last.trace(),
                                after[0],
                                after[1],
                                last.trace(),
                                last.span())
                        .plus(session.dialect().in(KEY, AnalyticsValues.COSTS)),
                row -> {
                    double value = row.getDouble(4);
                    costs.computeIfAbsent(List.of(row.getString(1), row.getString(2)), ignored -> new HashMap<>())
                            .put(row.getString(3), row.wasNull() || !Double.isFinite(value) ? null : (Object) value);
                });
        return costs;
    }

    private static void fillAssessments(Session session, Progress progress) throws SQLException {
        String update = "UPDATE assessments SET experiment_id = ?, trace_timestamp_ms = ?, aggregate_value = ?,"
                + " is_numeric_value = ? WHERE assessment_id = ?";
        long done = 0;
        String after = "";
        while (true) {
            List<@Nullable Object[]> updates = session.query(
                    Sql.of(
                            "SELECT assessment_id, value, trace_info.experiment_id, trace_info.timestamp_ms"
                                    + " FROM assessments JOIN trace_info ON trace_info.request_id = assessments.trace_id"
                                    + " WHERE assessment_id > ? ORDER BY assessment_id LIMIT " + PAGE,
                            after),
                    TraceAnalytics::assessment);
            if (updates.isEmpty()) {
                return;
            }
            session.batch(update, updates);
            done += updates.size();
            progress.rows("assessments", done);
            after = String.valueOf(Objects.requireNonNull(updates.getLast()[4]));
        }
    }

    private static @Nullable Object[] assessment(ResultSet row) throws SQLException {
        AnalyticsValues.Aggregate aggregate = AnalyticsValues.aggregate(row.getString(2));
        return new @Nullable Object[] {
            row.getInt(3), row.getLong(4), aggregate.value(), aggregate.numeric(), row.getString(1)
        };
    }

    private static @Nullable Object[] withKey(List<@Nullable Object> values, String... key) {
        List<@Nullable Object> all = new ArrayList<>(values);
        all.addAll(List.of(key));
        return all.toArray();
    }
}
