package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB 10.6 or newer, and MySQL 8. Their texts compare without regard to case and blanks at the end, by the collation
 * that the database was made with; where MLflow compares byte for byte, BINARY stands beside the comparison that an index
 * can serve.
 */
public final class MysqlDialect implements Dialect {
    /** The name of the lock of whoever makes or upgrades a schema: names are the whole server's, so the database is in it. */
    static final String SCHEMA_LOCK = "CONCAT('millrace.schema.', MD5(DATABASE()))";

    private static final int DUPLICATE_KEY = 1062;
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int DEADLOCK = 1213;

    /** MariaDB's: a row has changed since the transaction's snapshot. */
    private static final int RECORD_CHANGED = 1020;

    private static final int DISK_FULL = 1021;
    private static final int TABLE_FULL = 1114;
    private static final int SHUTDOWN = 1053;
    private static final int READ_ONLY_OPTION = 1290;
    private static final int WRONG_VALUE = 1366;
    private static final int READ_ONLY_MODE = 1836;
    private static final int CONNECTION_KILLED = 1927;
    private static final int SERVER_GONE = 2006;
    private static final int SERVER_LOST = 2013;

    private final Duration schemaPatience;

    public MysqlDialect() {
        this(Duration.ofSeconds(60));
    }

    /** @param schemaPatience how long another server is waited for that makes the schema, in whole seconds */
    MysqlDialect(Duration schemaPatience) {
        this.schemaPatience = schemaPatience;
    }

    @Override
    public String schemaResource() {
        return "mysql.sql";
    }

    /**
     * Definitions commit by themselves, so this lock is the connection's and lasts until it is closed. Who waits for it
     * holds no lock on a table that was looked at, which whoever makes the schema may want.
     */
    @Override
    public void beginSchema(Session session) throws SQLException {
        session.execute("COMMIT");
        Integer locked = session.queryOne(
                Sql.of("SELECT GET_LOCK(" + SCHEMA_LOCK + ", ?)", schemaPatience.toSeconds()), row -> row.getInt(1));
        if (locked == null || locked != 1) {
            throw new DatabaseRefused(
                    "Another process is making or upgrading the schema of the database and has not come to its end. Start again when it has.");
        }
    }

    @Override
    public Sql tableNames() {
        return Sql.of("SELECT table_name FROM information_schema.tables"
                + " WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'");
    }

    @Override
    public Sql indexNames() {
        return Sql.of("SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = DATABASE()");
    }

    @Override
    public String lastInsertedKey() {
        return "SELECT LAST_INSERT_ID()";
    }

    @Override
    public Sql like(String column, String pattern) {
        return Sql.of("(%1$s LIKE ? AND BINARY %1$s LIKE ?)".formatted(column), pattern, pattern);
    }

    @Override
    public Sql ilike(String column, String pattern) {
        return Sql.of("LOWER(" + column + ") LIKE LOWER(?)", pattern);
    }

    @Override
    public String digits(String column) {
        return "CAST(" + column + " AS CHAR)";
    }

    @Override
    public Sql equal(String column, String value) {
        return Sql.of("(%1$s = ? AND BINARY %1$s = ?)".formatted(column), value, value);
    }

    @Override
    public Sql in(String column, Collection<?> values) {
        if (values.isEmpty()) {
            return Sql.of("1 = 0");
        }
        String list = column + " IN (" + marks(values.size()) + ")";
        return values.iterator().next() instanceof Number
                ? Sql.of(list, values.toArray())
                : Sql.builder()
                        .append("(" + list, values.toArray())
                        .append(" AND BINARY " + list + ")", values.toArray())
                        .build();
    }

    private static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    /** Nulls are the least values here. */
    @Override
    public String nullsLast(String expression, boolean ascending) {
        return ascending ? expression + " IS NULL, " + expression + " ASC" : expression + " DESC";
    }

    @Override
    public boolean writersRunTogether() {
        return true;
    }

    @Override
    public String insertOrUpdate(String intoTableColumnsAndValues, String keys, String... columns) {
        List<String> assignments = new ArrayList<>();
        for (String column : columns) {
            assignments.add("%1$s = VALUES(%1$s)".formatted(column));
        }
        return "INSERT " + intoTableColumnsAndValues + " ON DUPLICATE KEY UPDATE " + String.join(", ", assignments);
    }

    /**
     * Each assignment sees the columns that were assigned before it. So those of the tuple come last and in reverse: when
     * a column is compared, only columns behind it in the tuple have changed, and those hold the new values, which are the
     * greater ones or else do not matter.
     */
    @Override
    public String insertOrUpdateIfGreater(
            String intoTableColumnsAndValues, String keys, String table, String tuple, String... columns) {
        List<String> compared = List.of(tuple.split(", "));
        List<String> order = new ArrayList<>(List.of(columns));
        order.removeAll(compared);
        order.addAll(compared.reversed());
        String greater = "(VALUES(%s)) > (%s)".formatted(tuple.replace(", ", "), VALUES("), tuple);
        List<String> assignments = new ArrayList<>();
        for (String column : order) {
            assignments.add("%1$s = IF(%2$s, VALUES(%1$s), %1$s)".formatted(column, greater));
        }
        return "INSERT " + intoTableColumnsAndValues + " ON DUPLICATE KEY UPDATE " + String.join(", ", assignments);
    }

    /** Not INSERT IGNORE, which would also cut texts that are too long. */
    @Override
    public String insertOrIgnore(String intoTableColumnsAndValues, String keys) {
        String first = keys.split(", ")[0];
        return "INSERT " + intoTableColumnsAndValues + " ON DUPLICATE KEY UPDATE %1$s = %1$s".formatted(first);
    }

    /** From the table itself, so that the texts have the collation of the keys that they are compared with. */
    @Override
    public Sql listed(String table, String key, Collection<String> texts) {
        if (texts.isEmpty()) {
            return Sql.of("(SELECT 0 AS place, '' AS text FROM %s WHERE 1 = 0) AS listed".formatted(table));
        }
        String marks = marks(texts.size());
        return Sql.builder()
                .append("(SELECT FIELD(%s, %s) - 1 AS place, ".formatted(key, marks), texts.toArray())
                .append(
                        "%1$s AS text FROM %2$s WHERE %1$s IN (%3$s)) AS listed".formatted(key, table, marks),
                        texts.toArray())
                .build();
    }

    @Override
    public boolean isUniqueViolation(SQLException failure) {
        return cause(failure).getErrorCode() == DUPLICATE_KEY;
    }

    @Override
    public boolean isFatal(SQLException failure) {
        SQLException cause = cause(failure);
        return switch (cause.getErrorCode()) {
            case SHUTDOWN, CONNECTION_KILLED, SERVER_GONE, SERVER_LOST -> true;
            default -> state(cause).startsWith("08");
        };
    }

    @Override
    public boolean isCollision(SQLException failure) {
        return switch (cause(failure).getErrorCode()) {
            case DUPLICATE_KEY, LOCK_WAIT_TIMEOUT, DEADLOCK, RECORD_CHANGED -> true;
            default -> false;
        };
    }

    /** What the data does not fit (classes 22 and 23) is the client's fault, as the original has it. */
    @Override
    public @Nullable ApiException translate(SQLException failure) {
        SQLException cause = cause(failure);
        if (isFatal(failure)) {
            return unavailable("The database server does not answer. Try again.", failure);
        }
        return switch (cause.getErrorCode()) {
            case LOCK_WAIT_TIMEOUT, DEADLOCK, RECORD_CHANGED ->
                unavailable("The write collides with others again and again. Try again.", failure);
            case DISK_FULL, TABLE_FULL ->
                unavailable("The database server is out of room; nothing was written.", failure);
            case READ_ONLY_OPTION, READ_ONLY_MODE ->
                unavailable("The database is read-only; nothing was written.", failure);
            case WRONG_VALUE -> new ApiException(ErrorCode.BAD_REQUEST, message(cause), failure);
            default ->
                switch (state(cause).length() < 2 ? "" : state(cause).substring(0, 2)) {
                    case "22", "23" -> new ApiException(ErrorCode.BAD_REQUEST, message(cause), failure);
                    case "25" -> unavailable("The database is read-only; nothing was written.", failure);
                    default -> null;
                };
        };
    }

    private static ApiException unavailable(String message, SQLException failure) {
        return new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, message, failure);
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }

    /** The failure of the statement, where that of its batch has another code. */
    private static SQLException cause(SQLException failure) {
        return failure.getErrorCode() == 0 && failure.getCause() instanceof SQLException cause ? cause : failure;
    }

    /** What the server said, without the driver's number of the connection. */
    private static String message(SQLException failure) {
        return String.valueOf(failure.getMessage()).replaceFirst("^\\(conn=\\d+\\) ", "");
    }
}
