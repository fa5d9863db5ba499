package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.util.List;

/**
 * What the schema of a MariaDB or MySQL database consists of, in lines as {@link SqliteStructure} has them, the same on
 * both: without the widths of numbers, with LONGTEXT for JSON, which MariaDB keeps in one, and without the direction of a
 * column in an index, which older ones do not know. Names of keys do not count.
 */
final class MysqlStructure {
    private static final Sql LINES = Sql.of("""
            SELECT CONCAT('table ', table_name) FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'
            UNION ALL
            SELECT CONCAT('column ', table_name, '.', column_name, ' ',
                UPPER(CASE data_type
                    WHEN 'varchar' THEN CONCAT('varchar(', character_maximum_length, ')')
                    WHEN 'json' THEN 'longtext'
                    ELSE data_type END),
                IF(is_nullable = 'NO', ' NOT NULL', ''),
                IF(COALESCE(column_default, 'NULL') = 'NULL', '', CONCAT(' DEFAULT ', REPLACE(column_default, '''', ''))),
                IF(extra LIKE '%auto_increment%', ' AUTO_INCREMENT', ''),
                IF(COALESCE(generation_expression, '') = '', '', ' GENERATED'))
            FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name IN (
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE')
            UNION ALL
            SELECT CONCAT(
                CASE WHEN index_name = 'PRIMARY' THEN CONCAT('primary key of ', table_name)
                    WHEN non_unique = 0 THEN CONCAT('unique key of ', table_name)
                    ELSE CONCAT('index ', index_name, ' on ', table_name) END,
                ' (', GROUP_CONCAT(CONCAT(column_name, COALESCE(CONCAT('(', sub_part, ')'), ''))
                    ORDER BY seq_in_index SEPARATOR ', '), ')')
            FROM information_schema.statistics WHERE table_schema = DATABASE()
            GROUP BY table_name, index_name, non_unique
            UNION ALL
            SELECT CONCAT('foreign key of ', k.table_name,
                ' (', GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position SEPARATOR ', '), ') to ', k.referenced_table_name,
                ' (', GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ', '), ') ON UPDATE ',
                REPLACE(r.update_rule, 'NO ACTION', 'RESTRICT'), ' ON DELETE ', REPLACE(r.delete_rule, 'NO ACTION', 'RESTRICT'))
            FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
                ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name
                AND r.constraint_name = k.constraint_name
            WHERE k.table_schema = DATABASE()
            GROUP BY k.table_name, k.constraint_name, k.referenced_table_name, r.update_rule, r.delete_rule
            UNION ALL
            SELECT CONCAT('trigger ', trigger_name, ' on ', event_object_table)
            FROM information_schema.triggers WHERE trigger_schema = DATABASE()""");

    private MysqlStructure() {}

    static List<String> of(Session session) throws SQLException {
        return session.query(LINES, row -> row.getString(1)).stream().sorted().toList();
    }
}
