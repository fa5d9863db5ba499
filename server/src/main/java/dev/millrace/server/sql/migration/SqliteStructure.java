package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the schema of an SQLite database consists of: a line for each table, column, key, index and trigger, sorted. Two
 * schemas are equal where their lines are, whatever white space and order their definitions have.
 */
final class SqliteStructure {
    /** A generated column that is stored, in the column {@code hidden} of the pragma table_xinfo. */
    private static final int STORED = 3;

    private SqliteStructure() {}

    /** The tables, without SQLite's own. */
    static List<String> tables(Session session) throws SQLException {
        return session.query(session.dialect().tableNames(), row -> row.getString(1));
    }

    /** The names of a table's columns. */
    static List<String> columns(Session session, String table) throws SQLException {
        return session.query(Sql.of("SELECT name FROM pragma_table_xinfo(?)", table), row -> row.getString(1));
    }

    static List<String> of(Session session) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String table : tables(session)) {
            lines.add("table " + table);
            columnsAndPrimaryKey(session, table, lines);
            foreignKeys(session, table, lines);
            indexes(session, table, lines);
        }
        lines.addAll(session.query(
                Sql.of("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"),
                row -> "trigger " + row.getString(1) + " on " + row.getString(2)));
        return lines.stream().sorted().toList();
    }

    private static void columnsAndPrimaryKey(Session session, String table, List<String> lines) throws SQLException {
        Map<Integer, String> key = new TreeMap<>();
        session.forEach(
                Sql.of("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?)", table),
                row -> {
                    String type = row.getString(2).toUpperCase(Locale.ROOT);
                    lines.add("column " + table + "." + row.getString(1) + " " + type
                            + (row.getInt(3) == 1 ? " NOT NULL" : "")
                            + (row.getString(4) == null ? "" : " DEFAULT " + row.getString(4))
                            + (row.getInt(6) >= STORED ? " GENERATED" : ""));
                    if (row.getInt(5) > 0) {
                        key.put(row.getInt(5), row.getString(1));
                    }
                });
        lines.add("primary key of " + table + " (" + String.join(", ", key.values()) + ")");
    }

    private static void foreignKeys(Session session, String table, List<String> lines) throws SQLException {
        Map<Integer, List<String>> from = new TreeMap<>();
        Map<Integer, List<String>> to = new TreeMap<>();
        Map<Integer, String> rest = new TreeMap<>();
        session.forEach(
                Sql.of(
                        "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(?) ORDER BY id, seq",
                        table),
                row -> {
                    int id = row.getInt(1);
                    from.computeIfAbsent(id, ignored -> new ArrayList<>()).add(row.getString(3));
                    to.computeIfAbsent(id, ignored -> new ArrayList<>()).add(row.getString(4));
                    rest.put(
                            id,
                            row.getString(2) + " (%s) ON UPDATE " + row.getString(5) + " ON DELETE "
                                    + row.getString(6));
                });
        from.forEach((id, columns) -> lines.add("foreign key of " + table + " (" + String.join(", ", columns) + ") to "
                + rest.getOrDefault(id, "").replace("%s", String.join(", ", to.getOrDefault(id, List.of())))));
    }

    private static void indexes(Session session, String table, List<String> lines) throws SQLException {
        record Index(String name, boolean unique, String origin, boolean partial) {}
        List<Index> indexes = session.query(
                Sql.of("SELECT name, \"unique\", origin, partial FROM pragma_index_list(?)", table),
                row -> new Index(row.getString(1), row.getInt(2) == 1, row.getString(3), row.getInt(4) == 1));
        for (Index index : indexes) {
            if (index.origin().equals("pk")) {
                continue;
            }
            String columns = String.join(
                    ", ",
                    session.query(
                            Sql.of(
                                    "SELECT name, \"desc\" FROM pragma_index_xinfo(?) WHERE \"key\" = 1 ORDER BY seqno",
                                    index.name()),
                            row -> row.getString(1) + (row.getInt(2) == 1 ? " DESC" : "")));
            lines.add(
                    index.origin().equals("u")
                            ? "unique key of " + table + " (" + columns + ")"
                            : (index.unique() ? "unique index " : "index ") + index.name() + " on " + table + " ("
                                    + columns + ")" + (index.partial() ? " WHERE …" : ""));
        }
    }
}
