package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.util.List;

/**
 * What the schema of a PostgreSQL database consists of, in lines as {@link SqliteStructure} has them. Names of keys do not
 * count, nor does that of a column's sequence.
 */
final class PostgresStructure {
    private static final Sql LINES = Sql.of("""
            WITH own AS (
                SELECT oid, relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace)
            SELECT 'table ' || relname AS line FROM own
            UNION ALL
            SELECT 'column ' || own.relname || '.' || a.attname || ' ' || upper(format_type(a.atttypid, a.atttypmod))
                || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                || CASE
                    WHEN a.attidentity <> '' THEN ' IDENTITY'
                    WHEN a.attgenerated <> '' THEN ' GENERATED'
                    WHEN pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%%' THEN ' SERIAL'
                    ELSE COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
                END
            FROM own
                JOIN pg_attribute a ON a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            UNION ALL
            SELECT CASE c.contype WHEN 'p' THEN 'primary' WHEN 'u' THEN 'unique' ELSE 'foreign' END || ' key of ' || own.relname
                || ' (' || %1$s || ')'
                || CASE WHEN c.contype <> 'f' THEN '' ELSE
                    ' to ' || c.confrelid::regclass || ' (' || %2$s || ') ON UPDATE ' || %3$s || ' ON DELETE ' || %4$s
                END
            FROM own JOIN pg_constraint c ON c.conrelid = own.oid AND c.contype IN ('p', 'u', 'f')
            UNION ALL
            SELECT CASE WHEN i.indisunique THEN 'unique index ' ELSE 'index ' END || x.relname || ' on ' || own.relname || ' '
                || regexp_replace(pg_get_indexdef(i.indexrelid), '^.*? USING ', '')
            FROM own JOIN pg_index i ON i.indrelid = own.oid JOIN pg_class x ON x.oid = i.indexrelid
            WHERE NOT EXISTS (
                SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
            UNION ALL
            SELECT 'trigger ' || t.tgname || ' on ' || own.relname
            FROM own JOIN pg_trigger t ON t.tgrelid = own.oid AND NOT t.tgisinternal""".formatted(
                    columns("c.conkey", "c.conrelid"),
                    columns("c.confkey", "c.confrelid"),
                    action("c.confupdtype"),
                    action("c.confdeltype")));

    private PostgresStructure() {}

    /**
     * The columns of a constraint or an index in their order, as an expression.
     *
     * @param numbers gives theirs
     * @param table gives the id of the table
     */
    static String columns(String numbers, String table) {
        return "(SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM unnest(" + numbers
                + ") WITH ORDINALITY AS k(number, place) JOIN pg_attribute a ON a.attrelid = " + table
                + " AND a.attnum = k.number)";
    }

    private static String action(String column) {
        return ("CASE %s WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT'"
                        + " WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END")
                .formatted(column);
    }

    static List<String> of(Session session) throws SQLException {
        return session.query(LINES, row -> row.getString(1)).stream().sorted().toList();
    }
}
