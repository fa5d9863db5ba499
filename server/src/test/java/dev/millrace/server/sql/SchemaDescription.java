package dev.millrace.server.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Schemas told in lines with all that they consist of, names of keys and checks included. */
public enum SchemaDescription {
    POSTGRESQL("postgresql-schema.txt", Sql.of("""
            SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
                || CASE WHEN a.attidentity <> '' THEN ' identity ' || a.attidentity::text ELSE '' END
                || COALESCE(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
            FROM pg_attribute a
                JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT 'constraint ' || conrelid::regclass || '.' || conname || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype IN ('c', 'f', 'p', 'u')
            UNION ALL
            SELECT 'index ' || replace(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema()
            UNION ALL
            SELECT 'trigger ' || replace(pg_get_triggerdef(oid), current_schema() || '.', '') FROM pg_trigger WHERE NOT tgisinternal""")),

    MARIADB("mariadb-schema.txt", Sql.of("""
            SELECT CONCAT('column ', table_name, '.', column_name, ' ', column_type,
                IF(is_nullable = 'NO', ' not null', ''), IF(column_default IS NULL, '', CONCAT(' default ', column_default)),
                IF(extra = '', '', CONCAT(' ', extra)), COALESCE(CONCAT(' ', REPLACE(generation_expression, '"', '`')), ''),
                IF(collation_name LIKE '%bin', CONCAT(' ', collation_name), ''))
            FROM information_schema.columns WHERE table_schema = DATABASE()
            UNION ALL
            SELECT CONCAT('index ', table_name, '.', index_name, IF(non_unique, '', ' unique'), ' (',
                GROUP_CONCAT(CONCAT(column_name, COALESCE(CONCAT('(', sub_part, ')'), '')) ORDER BY seq_in_index), ')')
            FROM information_schema.statistics WHERE table_schema = DATABASE() GROUP BY table_name, index_name, non_unique
            UNION ALL
            SELECT CONCAT('foreign key ', k.table_name, '.', k.constraint_name, ' (',
                GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position), ') ', k.referenced_table_name, ' (',
                GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position), ') update ', r.update_rule,
                ' delete ', r.delete_rule)
            FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
                ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name
                AND r.constraint_name = k.constraint_name
            WHERE k.table_schema = DATABASE()
            GROUP BY k.table_name, k.constraint_name, k.referenced_table_name, r.update_rule, r.delete_rule
            UNION ALL
            SELECT CONCAT('check ', table_name, '.', constraint_name, ' ', REPLACE(check_clause, '"', '`'))
            FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()
            UNION ALL
            SELECT CONCAT('trigger ', trigger_name, ' ', action_timing, ' ', event_manipulation, ' ', event_object_table)
            FROM information_schema.triggers WHERE trigger_schema = DATABASE()"""));

    private final String resource;
    private final Sql query;

    SchemaDescription(String resource, Sql query) {
        this.resource = resource;
        this.query = query;
    }

    /** The lines of a database, in no order. */
    public Sql query() {
        return query;
    }

    /** The lines of a database that MLflow 3.17.2 made. */
    public List<String> original() {
        try (InputStream original = SchemaDescription.class.getResourceAsStream(resource)) {
            return new String(original.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
