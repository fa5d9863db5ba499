package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The SQL itself, for MySQL too, which no test runs on. */
class MysqlDialectTest {
    private final Dialect dialect = new MysqlDialect();

    @Test
    void textsAreComparedByteForByteBesideWhatAnIndexServes() {
        assertThat(dialect.equal("t.a", "x")).isEqualTo(Sql.of("(t.a = ? AND BINARY t.a = ?)", "x", "x"));
        assertThat(dialect.like("t.a", "x%")).isEqualTo(Sql.of("(t.a LIKE ? AND BINARY t.a LIKE ?)", "x%", "x%"));
        assertThat(dialect.in("t.a", List.of("x", "y")))
                .isEqualTo(Sql.of("(t.a IN (?, ?) AND BINARY t.a IN (?, ?))", "x", "y", "x", "y"));
        assertThat(dialect.in("t.a", List.of(1L))).isEqualTo(Sql.of("t.a IN (?)", 1L));
        assertThat(dialect.in("t.a", List.of()).text()).isEqualTo("1 = 0");
    }

    @Test
    void nullsAreLastInBothDirections() {
        assertThat(dialect.nullsLast("a", true)).isEqualTo("a IS NULL, a ASC");
        assertThat(dialect.nullsLast("a", false)).isEqualTo("a DESC");
    }

    @Test
    void theGreaterRowWinsWhateverWasAssignedBefore() {
        assertThat(dialect.insertOrUpdateIfGreater(
                        "INTO t (k, a, b, c) VALUES (?, ?, ?, ?)", "k", "t", "a, b", "b", "a", "c"))
                .isEqualTo("INSERT INTO t (k, a, b, c) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
                        + " c = IF((VALUES(a), VALUES(b)) > (a, b), VALUES(c), c),"
                        + " b = IF((VALUES(a), VALUES(b)) > (a, b), VALUES(b), b),"
                        + " a = IF((VALUES(a), VALUES(b)) > (a, b), VALUES(a), a)");
    }

    @Test
    void anExistingRowIsLeftAsItIs() {
        assertThat(dialect.insertOrIgnore("INTO t (a, b) VALUES (?, ?)", "a, b"))
                .isEqualTo("INSERT INTO t (a, b) VALUES (?, ?) ON DUPLICATE KEY UPDATE a = a");
    }
}
