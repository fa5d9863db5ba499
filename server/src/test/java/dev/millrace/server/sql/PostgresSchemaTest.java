package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The schema that Millrace makes, told in lines, is that of a database which MLflow 3.17.2 made. */
class PostgresSchemaTest {
    private static final Sql DESCRIPTION = Sql.of("""
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
            SELECT 'trigger ' || replace(pg_get_triggerdef(oid), current_schema() || '.', '') FROM pg_trigger WHERE NOT tgisinternal""");

    @Test
    void itIsThatOfTheOriginal() throws Exception {
        try (Database database = Database.open(DatabaseConfig.of(PostgresServer.newDatabase()));
                InputStream original = getClass().getResourceAsStream("postgresql-schema.txt")) {
            List<String> made = database.read(session -> session.query(DESCRIPTION, row -> row.getString(1)));

            assertThat(made)
                    .containsExactlyInAnyOrderElementsOf(new String(original.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }
}
