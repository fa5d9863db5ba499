package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The schema that Millrace makes, told in lines, is that of a database which MLflow 3.17.2 made. */
class MariadbSchemaTest {
    private static final Sql DESCRIPTION = Sql.of("""
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
            FROM information_schema.triggers WHERE trigger_schema = DATABASE()""");

    @Test
    void itIsThatOfTheOriginal() throws Exception {
        try (Database database = Database.open(DatabaseConfig.of(MariadbServer.newDatabase()));
                InputStream original = getClass().getResourceAsStream("mariadb-schema.txt")) {
            List<String> made = database.read(session -> session.query(DESCRIPTION, row -> row.getString(1)));

            assertThat(made)
                    .containsExactlyInAnyOrderElementsOf(new String(original.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }
}
