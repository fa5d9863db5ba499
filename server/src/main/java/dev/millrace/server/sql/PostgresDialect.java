package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 12 or newer. Failures are told apart by their SQLSTATE. */
public final class PostgresDialect implements Dialect {
    /** A number of our own; whoever makes the schema holds PostgreSQL's advisory lock of that number. */
    private static final long SCHEMA_LOCK = 0x6D69_6C6C_7261_6365L;

    private static final String UNIQUE_VIOLATION = "23505";

    @Override
    public String schemaResource() {
        return "postgresql.sql";
    }

    /** The connection begins the transaction by itself. */
    @Override
    public void beginSchema(Session session) throws SQLException {
        session.execute("SELECT pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
    }

    @Override
    public Sql tableNames() {
        return Sql.of("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()");
    }

    @Override
    public Sql indexNames() {
        return Sql.of("SELECT indexname FROM pg_catalog.pg_indexes WHERE schemaname = current_schema()");
    }

    @Override
    public String lastInsertedKey() {
        return "SELECT lastval()";
    }

    @Override
    public Sql like(String column, String pattern) {
        return Sql.of(column + " LIKE ?", pattern);
    }

    @Override
    public Sql ilike(String column, String pattern) {
        return Sql.of(column + " ILIKE ?", pattern);
    }

    @Override
    public Sql equal(String column, String value) {
        return Sql.of(column + " = ?", value);
    }

    @Override
    public Sql in(String column, Collection<?> values) {
        return switch (values.size()) {
            case 0 -> Sql.of("1 = 0");
            case 1 -> Sql.of(column + " = ?", values.iterator().next());
            default -> Sql.of(column + " = ANY (?)", (Object) array(values));
        };
    }

    private static Object[] array(Collection<?> values) {
        return values.iterator().next() instanceof Number
                ? values.stream().map(number -> ((Number) number).longValue()).toArray(Long[]::new)
                : values.stream().map(Object::toString).toArray(String[]::new);
    }

    @Override
    public String descendingKey(String column) {
        return column + " DESC NULLS LAST";
    }

    @Override
    public boolean writersRunTogether() {
        return true;
    }

    @Override
    public Sql listed(String table, String key, Collection<String> texts) {
        return Sql.of(
                "(SELECT u.place - 1 AS place, u.text FROM unnest(?) WITH ORDINALITY AS u(text, place)) AS listed",
                (Object) texts.toArray(String[]::new));
    }

    @Override
    public boolean isUniqueViolation(SQLException failure) {
        return state(failure).equals(UNIQUE_VIOLATION);
    }

    /** Classes 08 and 57P: the server is gone, shuts down, or has not yet begun. */
    @Override
    public boolean isFatal(SQLException failure) {
        String state = state(failure);
        return state.startsWith("08") || state.startsWith("57P");
    }

    /**
     * Deadlocks and failed serialization, and rows that two transactions wanted to be the first to write: the work looks
     * for them before it writes, and finds the other's now.
     */
    @Override
    public boolean isCollision(SQLException failure) {
        return switch (state(failure)) {
            case "40001", "40P01", UNIQUE_VIOLATION -> true;
            default -> false;
        };
    }

    /** What the data does not fit (classes 22 and 23) is the client's fault, as the original has it. */
    @Override
    public @Nullable ApiException translate(SQLException failure) {
        String state = state(failure);
        if (state.length() != 5) {
            return null;
        }
        return switch (state.substring(0, 2)) {
            case "22", "23" -> new ApiException(ErrorCode.BAD_REQUEST, message(failure), failure);
            case "08", "57" -> unavailable("The database server does not answer. Try again.", failure);
            case "40" -> unavailable("The write collides with others again and again. Try again.", failure);
            case "53" -> unavailable("The database server is out of room: " + message(failure), failure);
            case "55" -> unavailable("The database is locked: " + message(failure), failure);
            case "25" ->
                state.equals("25006") ? unavailable("The database is read-only; nothing was written.", failure) : null;
            default -> null;
        };
    }

    private static ApiException unavailable(String message, SQLException failure) {
        return new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, message, failure);
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }

    /** What the server said; the driver's own message of a failed batch names the statement, too. */
    private static String message(SQLException failure) {
        SQLException cause = failure;
        while (cause.getNextException() != null) {
            cause = cause.getNextException();
        }
        String message = String.valueOf(cause.getMessage());
        return message.startsWith("ERROR: ") ? message.substring("ERROR: ".length()) : message;
    }
}
