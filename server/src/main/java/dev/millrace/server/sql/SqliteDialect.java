package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite 3.35 or newer, with {@code case_sensitive_like} on, as MLflow sets it. */
public final class SqliteDialect implements Dialect {
    @Override
    public String schemaResource() {
        return "sqlite.sql";
    }

    @Override
    public void beginSchema(Session session) throws SQLException {
        session.execute("BEGIN IMMEDIATE");
    }

    @Override
    public Sql tableNames() {
        return Sql.of("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    }

    @Override
    public Sql indexNames() {
        return Sql.of("SELECT name FROM sqlite_master WHERE type = 'index'");
    }

    @Override
    public String lastInsertedKey() {
        return "SELECT last_insert_rowid()";
    }

    @Override
    public Sql like(String column, String pattern) {
        return Sql.of(column + " LIKE ?", pattern);
    }

    @Override
    public Sql ilike(String column, String pattern) {
        return Sql.of("LOWER(" + column + ") LIKE LOWER(?)", pattern);
    }

    @Override
    public Sql equal(String column, String value) {
        return Sql.of(column + " = ?", value);
    }

    @Override
    public Sql in(String column, Collection<?> values) {
        return values.size() == 1
                ? Sql.of(column + " = ?", values.iterator().next())
                : Sql.of(column + " IN (SELECT value FROM json_each(?))", array(values));
    }

    @Override
    public boolean writersRunTogether() {
        return false;
    }

    /** There is one writer. */
    @Override
    public Sql lock(String table, Sql condition) {
        return Sql.of("SELECT 1 FROM " + table + " WHERE ").plus(condition);
    }

    @Override
    public Sql listed(String table, String key, Collection<String> texts) {
        return Sql.of("(SELECT \"key\" AS place, value AS text FROM json_each(?)) AS listed", array(texts));
    }

    private static String array(Collection<?> values) {
        var array = new JsonValue.Arr(values.stream()
                .<JsonValue>map(value -> value instanceof Number number
                        ? new JsonValue.Num(number.toString())
                        : new JsonValue.Text(value.toString()))
                .toList());
        return new String(Json.print(array), StandardCharsets.UTF_8);
    }

    @Override
    public boolean isUniqueViolation(SQLException failure) {
        return switch (code(failure)) {
            case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID -> true;
            default -> false;
        };
    }

    @Override
    public boolean isFatal(SQLException failure) {
        return switch (primary(failure)) {
            case SQLITE_FULL,
                    SQLITE_IOERR,
                    SQLITE_NOMEM,
                    SQLITE_CORRUPT,
                    SQLITE_NOTADB,
                    SQLITE_READONLY,
                    SQLITE_CANTOPEN,
                    SQLITE_BUSY,
                    SQLITE_LOCKED,
                    SQLITE_PROTOCOL,
                    SQLITE_INTERRUPT -> true;
            default -> false;
        };
    }

    @Override
    public boolean isCollision(SQLException failure) {
        return false;
    }

    @Override
    public @Nullable ApiException translate(SQLException failure) {
        return switch (primary(failure)) {
            case SQLITE_FULL -> unavailable("The disk that holds the database is full; nothing was written.", failure);
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                unavailable(
                        "The database is locked by another process for too long; nothing was written. Try again.",
                        failure);
            case SQLITE_IOERR, SQLITE_CANTOPEN ->
                unavailable("The database file cannot be read or written; nothing was written.", failure);
            case SQLITE_READONLY -> unavailable("The database file is read-only; nothing was written.", failure);
            default -> null;
        };
    }

    private static ApiException unavailable(String message, SQLException failure) {
        return new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, message, failure);
    }

    private static SQLiteErrorCode code(SQLException failure) {
        return failure instanceof SQLiteException sqlite
                ? sqlite.getResultCode()
                : SQLiteErrorCode.getErrorCode(failure.getErrorCode());
    }

    /** The code without its extension: the low eight bits. */
    private static SQLiteErrorCode primary(SQLException failure) {
        return SQLiteErrorCode.getErrorCode(code(failure).code & 0xff);
    }
}
