package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The SQL itself, which no server here takes. */
class SqlServerDialectTest {
    private final Dialect dialect = new SqlServerDialect();

    @Test
    void textsAreComparedByteForByteBesideWhatAnIndexServes() {
        assertThat(dialect.equal("t.a", "x"))
                .isEqualTo(Sql.of(
                        "(t.a = ? AND CAST(CAST(t.a AS NVARCHAR(MAX)) AS VARBINARY(MAX))"
                                + " = CAST(CAST(? AS NVARCHAR(MAX)) AS VARBINARY(MAX)))",
                        "x",
                        "x"));
    }

    @Test
    void aBracketInAPatternMeansItself() {
        assertThat(dialect.like("t.a", "a[0]%%_"))
                .isEqualTo(Sql.of(
                        "CAST(t.a AS NVARCHAR(MAX)) LIKE CAST(? AS NVARCHAR(MAX)) COLLATE Latin1_General_100_BIN2",
                        "a[[]0]%_"));
        assertThat(dialect.ilike("t.a", "x%"))
                .isEqualTo(Sql.of(
                        "LOWER(CAST(t.a AS NVARCHAR(MAX))) LIKE LOWER(CAST(? AS NVARCHAR(MAX))) COLLATE Latin1_General_100_BIN2",
                        "x%"));
    }

    /** A statement has 2100 parameters at most. */
    @Test
    void aListIsOneParameterHoweverLongItIs() {
        assertThat(dialect.in("t.a", List.of()).text()).isEqualTo("1 = 0");
        assertThat(dialect.in("t.a", List.of(1L))).isEqualTo(Sql.of("t.a = ?", 1L));
        assertThat(dialect.in("t.a", List.of(1L, 2L)))
                .isEqualTo(Sql.of("t.a IN (SELECT n.number FROM OPENJSON(?) WITH (number BIGINT '$') AS n)", "[1,2]"));
        assertThat(dialect.in("t.a", List.of("x"))).isEqualTo(dialect.equal("t.a", "x"));
        Sql texts = dialect.in("t.a", List.of("x\"", "y"));
        assertThat(texts.parameters()).containsExactly("[\"x\\\"\",\"y\"]", "[\"x\\\"\",\"y\"]");
        assertThat(texts.text())
                .startsWith("(t.a IN (SELECT n.text FROM OPENJSON(?) WITH (text VARCHAR(8000) '$') AS n")
                .contains(" AND CAST(CAST(t.a AS NVARCHAR(MAX)) AS VARBINARY(MAX)) IN (SELECT CAST(");
    }

    @Test
    void aRowOfColumnsIsComparedColumnByColumn() {
        assertThat(dialect.greater("a, b, c", 1, 2, 3))
                .isEqualTo(Sql.of("(a > ? OR (a = ? AND (b > ? OR (b = ? AND c > ?))))", 1, 1, 2, 2, 3));
        assertThat(dialect.greater("a", 1)).isEqualTo(Sql.of("a > ?", 1));
    }

    @Test
    void pagesAreCountedAfterTheOrder() {
        assertThat(dialect.page(10, 0)).isEqualTo(Sql.of(" OFFSET ? ROWS FETCH NEXT ? ROWS ONLY", 0L, 10L));
        assertThat(dialect.page(10, 30)).isEqualTo(Sql.of(" OFFSET ? ROWS FETCH NEXT ? ROWS ONLY", 30L, 10L));
        assertThat(dialect.atMost(5, Sql.of("SELECT a FROM t WHERE b = ?", "x")))
                .isEqualTo(Sql.of("SELECT TOP (?) * FROM (SELECT a FROM t WHERE b = ?) AS found", 5L, "x"));
    }

    @Test
    void nullsAreLastInBothDirections() {
        assertThat(dialect.nullsLast("a", true)).isEqualTo("CASE WHEN a IS NULL THEN 1 ELSE 0 END, a ASC");
        assertThat(dialect.nullsLast("a", false)).isEqualTo("a DESC");
    }

    @Test
    void aRowIsLockedInTheTablesPlace() {
        assertThat(dialect.lock("runs", Sql.of("run_uuid = ?", "r")))
                .isEqualTo(Sql.of("SELECT 1 FROM runs WITH (UPDLOCK, ROWLOCK) WHERE run_uuid = ?", "r"));
    }

    @Test
    void aRowIsMergedWithTheOneOfItsKey() {
        assertThat(dialect.insertOrUpdate(
                        "INTO tags (\"key\", value, run_uuid) VALUES (?, ?, ?)", "\"key\", run_uuid", "value"))
                .isEqualTo("MERGE INTO tags AS stored USING (VALUES (?, ?, ?)) AS fresh (\"key\", value, run_uuid)"
                        + " ON stored.\"key\" = fresh.\"key\" AND stored.run_uuid = fresh.run_uuid"
                        + " WHEN MATCHED THEN UPDATE SET value = fresh.value"
                        + " WHEN NOT MATCHED THEN INSERT (\"key\", value, run_uuid)"
                        + " VALUES (fresh.\"key\", fresh.value, fresh.run_uuid);");
        assertThat(dialect.insertOrUpdate("INTO t (a, b)\nSELECT c, ? FROM u WHERE d = ?", "a", "b"))
                .startsWith("MERGE INTO t AS stored USING (SELECT c, ? FROM u WHERE d = ?) AS fresh (a, b) ON ");
    }

    @Test
    void theGreaterRowWins() {
        assertThat(dialect.insertOrUpdateIfGreater("INTO t (k, a, b) VALUES (?, ?, ?)", "k", "t", "a, b", "b", "a"))
                .contains(" WHEN MATCHED AND (fresh.a > stored.a OR (fresh.a = stored.a AND fresh.b > stored.b))"
                        + " THEN UPDATE SET b = fresh.b, a = fresh.a WHEN NOT MATCHED");
    }

    @Test
    void anExistingRowIsLeftAsItIs() {
        assertThat(dialect.insertOrIgnore("INTO t (a, b) VALUES (?, 'x')", "a, b"))
                .isEqualTo("MERGE INTO t AS stored USING (VALUES (?, 'x')) AS fresh (a, b)"
                        + " ON stored.a = fresh.a AND stored.b = fresh.b"
                        + " WHEN NOT MATCHED THEN INSERT (a, b) VALUES (fresh.a, fresh.b);");
        assertThatThrownBy(() -> dialect.insertOrIgnore("t VALUES (?)", "a"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNumberIsGivenWithinOneBatch() {
        assertThat(dialect.withGivenNumber("t", "INSERT INTO t (id) VALUES (0)"))
                .isEqualTo("SET IDENTITY_INSERT t ON; INSERT INTO t (id) VALUES (0); SET IDENTITY_INSERT t OFF");
    }

    static Stream<Sql> statements() {
        Dialect dialect = new SqlServerDialect();
        return Stream.of(
                dialect.tableNames(),
                dialect.indexNames(),
                Sql.of(dialect.lastInsertedKey()),
                dialect.like("t.a", "x"),
                dialect.ilike("t.a", "x"),
                dialect.equal("t.a", "x"),
                dialect.in("t.a", List.of()),
                dialect.in("t.a", List.of("x")),
                dialect.in("t.a", List.of("x", "y")),
                dialect.in("t.a", List.of(1L)),
                dialect.in("t.a", List.of(1L, 2L)),
                dialect.greater("a, b, c, d", 1, 2, 3, true),
                dialect.page(1, 0),
                dialect.atMost(1, Sql.of("SELECT a FROM t")),
                dialect.lock("t", Sql.of("a = ?", 1)),
                dialect.listed("t", "a", List.of("x", "y")),
                Sql.of(dialect.insertOrUpdate("INTO t (a, b) VALUES (?, ?)", "a", "b"), 1, 2),
                Sql.of(dialect.insertOrUpdateIfGreater("INTO t (a, b) VALUES (?, ?)", "a", "t", "b", "b"), 1, 2),
                Sql.of(dialect.insertOrIgnore("INTO t (a, b) VALUES (?, ?)", "a"), 1, 2),
                Sql.of(dialect.digits("t.a")),
                Sql.of(dialect.isTrue("t.a")),
                Sql.of(dialect.nullsLast("t.a", true)),
                Sql.of(dialect.descendingKey("t.a")));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void eachHasItsValuesAndNoWordsOfOtherDatabases(Sql sql) {
        TransactSql.check(sql);
    }

    @Test
    void whatIsBeyondAsciiGoesAsUnicode() throws SQLException {
        List<String> calls = new ArrayList<>();
        var statement = (PreparedStatement) Proxy.newProxyInstance(
                SqlServerDialectTest.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                (proxy, method, arguments) -> {
                    calls.add(method.getName() + " " + arguments[1]);
                    return null;
                });

        dialect.bind(statement, 1, "ascii");
        dialect.bind(statement, 2, "größe");
        dialect.bind(statement, 3, 7L);
        dialect.bind(statement, 4, null);

        assertThat(calls).containsExactly("setString ascii", "setNString größe", "setObject 7", "setObject null");
    }

    @ParameterizedTest
    @CsvSource({
        "2627, 23000, true, true, false",
        "2601, 23000, true, true, false",
        "1205, 40001, false, true, false",
        "3960, S0001, false, true, false",
        "596, S0001, false, false, true",
        "0, 08S01, false, false, true",
        "207, 42S22, false, false, false",
    })
    void failuresAreToldApartByTheirNumbers(int code, String state, boolean unique, boolean collision, boolean fatal) {
        var failure = new SQLException("it failed", state, code);

        assertThat(dialect.isUniqueViolation(failure)).isEqualTo(unique);
        assertThat(dialect.isCollision(failure)).isEqualTo(collision);
        assertThat(dialect.isFatal(failure)).isEqualTo(fatal);
    }

    @Test
    void theClientIsToldWhatItCanMend() {
        ApiException tooLong = dialect.translate(new SQLException(
                "String or binary data would be truncated. ClientConnectionId:0a1b-2c", "S0001", 2628));
        assertThat(tooLong.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(tooLong.getMessage()).isEqualTo("String or binary data would be truncated.");

        ApiException deadlock = dialect.translate(new SQLException("deadlock victim", "40001", 1205));
        assertThat(deadlock.code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
        assertThat(dialect.translate(new SQLException("Invalid column name", "42S22", 207)))
                .isNull();
    }
}
