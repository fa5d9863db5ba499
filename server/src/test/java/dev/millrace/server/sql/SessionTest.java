package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseConfig.of("sqlite:///" + folder.resolve("test.db")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void longStatementsAreNotKeptPrepared() {
        database.read(session -> {
            int before = session.keptStatements();
            for (int i = 0; i < 20; i++) {
                String text = "SELECT " + i + " /* " + "x".repeat(5000) + " */";
                assertThat(session.<Integer>queryOne(Sql.of(text), row -> row.getInt(1)))
                        .isEqualTo(i);
            }
            assertThat(session.keptStatements()).isEqualTo(before + 1);
            return before;
        });
    }

    @Test
    void aListIsTheSameStatementHoweverLongItIs() {
        Dialect dialect = database.dialect();

        assertThat(dialect.in("a", Collections.nCopies(100_000, "x")).text())
                .isEqualTo(dialect.in("a", List.of("x", "y")).text())
                .isEqualTo(dialect.in("a", List.of()).text());
        assertThat(dialect.in("a", List.of("x"))).isEqualTo(Sql.of("a = ?", "x"));
    }

    @Test
    void aListFindsTextsByteForByteAndWholeNumbers() {
        assertThat(found("key", List.of("a'\"\\b", "A"))).containsExactly("a'\"\\b");
        assertThat(found("key", List.of("ä", "10"))).containsExactly("10", "ä");
        assertThat(found("key", List.of())).isEmpty();
        assertThat(found("number", List.of(2L, 3L, Long.MAX_VALUE))).containsExactly("ä");
        assertThat(found("number", IntStream.range(3, 100_000).boxed().toList()))
                .containsExactly("a");
    }

    private List<String> found(String column, Collection<?> values) {
        return database.read(session -> session.query(
                Sql.builder()
                        .append("SELECT t.key FROM (SELECT 'a''\"\\b' AS key, 1 AS number UNION SELECT 'ä', 2 UNION"
                                + " SELECT '10', 0 UNION SELECT 'a', 5) t WHERE ")
                        .append(session.dialect().in("t." + column, values))
                        .append(" ORDER BY t.key")
                        .build(),
                row -> row.getString(1)));
    }
}
