package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The text of the schemas, which no server here takes: as much of it as the one for PostgreSQL can vouch for. */
class SqlServerSchemaTest {
    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\w+) \\((.*)\\)", Pattern.DOTALL);
    private static final Pattern COLUMN = Pattern.compile("(?m)^    (\"?[a-z]\\w*\"?) (.*?),?$");
    private static final Pattern KEY =
            Pattern.compile("(?m)^    (?:CONSTRAINT \\w+ )?((?:PRIMARY|UNIQUE|FOREIGN|CHECK).*?),?$");
    private static final Pattern INDEX = Pattern.compile("CREATE (?:UNIQUE )?INDEX (\\w+) ON (\\w+) \\([^)]*\\)");
    private static final Pattern NAMED = Pattern.compile("CONSTRAINT (\\w+)");
    private static final Pattern TYPE =
            Pattern.compile("(?:VARCHAR|NVARCHAR)\\((?:\\d+|MAX)\\)|VARBINARY\\(MAX\\)|INTEGER"
                    + "|BIGINT|FLOAT|BIT|DATE|AS \\(end_time_unix_nano - start_time_unix_nano\\) PERSISTED");

    @ParameterizedTest
    @EnumSource
    void itHasTheTablesColumnsAndKeysOfPostgresql(SchemaChain chain) {
        assertThat(described(chain, new SqlServerDialect())).isEqualTo(described(chain, new PostgresDialect()));
    }

    /** Tables with columns and keys, without types, names of keys and quotes. */
    private static List<String> described(SchemaChain chain, Dialect dialect) {
        List<String> lines = new ArrayList<>();
        for (String statement : Schema.statements(chain.resource(dialect))) {
            Matcher table = TABLE.matcher(statement);
            if (table.lookingAt()) {
                lines.add("table " + table.group(1));
                String body = table.group(2);
                COLUMN.matcher(body)
                        .results()
                        .forEach(column ->
                                lines.add(column.group(1) + (isRequired(column.group(2)) ? " not null" : "")));
                KEY.matcher(body).results().forEach(key -> lines.add(key.group(1)));
            }
            Matcher index = INDEX.matcher(statement);
            if (index.lookingAt()) {
                lines.add(index.group());
            }
        }
        return lines.stream().map(line -> line.replace("\"", "")).toList();
    }

    private static boolean isRequired(String definition) {
        return definition.contains("NOT NULL");
    }

    @ParameterizedTest
    @EnumSource
    void itHasTypesAndNamesOfSqlServer(SchemaChain chain) {
        List<String> names = new ArrayList<>();
        for (String statement : Schema.statements(chain.resource(new SqlServerDialect()))) {
            Matcher table = TABLE.matcher(statement);
            if (table.lookingAt()) {
                COLUMN.matcher(table.group(2))
                        .results()
                        .forEach(column -> assertThat(
                                        TYPE.matcher(column.group(2)).lookingAt())
                                .as(table.group(1) + ": " + column.group())
                                .isTrue());
                NAMED.matcher(statement).results().forEach(name -> names.add(name.group(1)));
            }
            assertThat(statement).doesNotContainPattern("(?<!\")\\b(key|schema)\\b(?!\")[ ,)]");
        }
        // A name is the whole database's here, not only its table's.
        assertThat(names).doesNotHaveDuplicates();
    }
}
