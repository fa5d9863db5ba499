package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft SQL Server 2016 or newer, and Azure SQL. No test runs on one here; the SQL alone is tested.
 *
 * <p>Texts compare by the collation that the database was made with: usually without regard to case, and with none of them
 * to blanks at the end. Where MLflow compares byte for byte, the bytes are compared beside what an index can serve. Almost
 * all columns are VARCHAR, in the code page of that collation.
 */
public final class SqlServerDialect implements Dialect {
    /** Names of such locks are the database's own. */
    private static final String SCHEMA_LOCK = "millrace.schema";

    private static final Pattern INSERT = Pattern.compile("INTO (\\w+) \\(([^()]+)\\)\\s+(.+)", Pattern.DOTALL);

    private static final int LAST_ASCII = 127;

    private static final int NOT_NULL = 515;
    private static final int FOREIGN_KEY_OR_CHECK = 547;
    private static final int DUPLICATE_IN_INDEX = 2601;
    private static final int DUPLICATE_KEY = 2627;
    private static final int TRUNCATED = 2628;
    private static final int TRUNCATED_UNNAMED = 8152;
    private static final int NO_SUCH_CONVERSION = 245;
    private static final int OVERFLOW = 8115;
    private static final int OVERFLOW_OF_CONSTANT = 220;

    private static final int DEADLOCK = 1205;
    private static final int LOCK_TIMEOUT = 1222;
    private static final int SNAPSHOT_CONFLICT = 3960;
    private static final int SNAPSHOT_BEFORE_DEFINITION = 3961;

    private static final int OUT_OF_MEMORY = 701;
    private static final int FILEGROUP_OUT_OF_SPACE = 1101;
    private static final int FILEGROUP_FULL = 1105;
    private static final int LOG_FULL = 9002;
    private static final int QUOTA_REACHED = 40544;

    private static final int READ_ONLY_DATABASE = 3906;
    private static final int READ_ONLY_REPLICA = 3908;

    private static final int SESSION_KILLED = 596;
    private static final int SHUTDOWN = 6005;
    static final int SERVICE_ERROR = 40197;
    static final int SERVICE_BUSY = 40501;
    static final int DATABASE_UNAVAILABLE = 40613;

    private final Duration schemaPatience;

    public SqlServerDialect() {
        this(Duration.ofSeconds(60));
    }

    /** @param schemaPatience how long another server is waited for that makes the schema */
    SqlServerDialect(Duration schemaPatience) {
        this.schemaPatience = schemaPatience;
    }

    @Override
    public String schemaResource() {
        return "sqlserver.sql";
    }

    /**
     * Definitions are undone with their transaction, and so is the lock. A transaction begins by itself with the first
     * statement that reads a table, which has to come before.
     */
    @Override
    public void beginSchema(Session session) throws SQLException {
        session.query(tableNames(), row -> row.getString(1));
        Integer locked = session.queryOne(
                Sql.of("SET NOCOUNT ON; DECLARE @locked INT; EXEC @locked = sp_getapplock @Resource = '" + SCHEMA_LOCK
                        + "', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = "
                        + schemaPatience.toMillis() + "; SELECT @locked"),
                row -> row.getInt(1));
        if (locked == null || locked < 0) {
            throw new DatabaseRefused(
                    "Another process is making the schema of the database and has not come to its end. Start again when it has.");
        }
    }

    @Override
    public Sql tableNames() {
        return Sql.of("SELECT name FROM sys.tables WHERE schema_id = SCHEMA_ID()");
    }

    @Override
    public Sql indexNames() {
        return Sql.of("SELECT i.name FROM sys.indexes i JOIN sys.tables t ON t.object_id = i.object_id"
                + " WHERE t.schema_id = SCHEMA_ID() AND i.name IS NOT NULL");
    }

    /** Not SCOPE_IDENTITY(), whose scope ends with the prepared statement that inserted. */
    @Override
    public String lastInsertedKey() {
        return "SELECT CAST(@@IDENTITY AS BIGINT)";
    }

    /**
     * The driver sends texts as VARCHAR, as {@link SqlServerConnections} asks it to: a Unicode text would be compared by
     * other rules than those by which VARCHAR columns are ordered, and without their indexes. What is beyond ASCII goes as
     * Unicode all the same, since the database's code page may lack it while a column does not.
     */
    @Override
    public void bind(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        if (!(value instanceof String text)) {
            statement.setObject(place, value);
        } else if (isAscii(text)) {
            statement.setString(place, text);
        } else {
            statement.setNString(place, text);
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST_ASCII) {
                return false;
            }
        }
        return true;
    }

    /** Collations {@code SQL_…} have one order for VARCHAR and another for Unicode, which {@link #bind} may send. */
    @Override
    public String markOfColumnText() {
        return "CAST(? AS VARCHAR(8000))";
    }

    /** What one batch sets ends with it. */
    @Override
    public String withGivenNumber(String table, String insert) {
        return "SET IDENTITY_INSERT %1$s ON; %2$s; SET IDENTITY_INSERT %1$s OFF".formatted(table, insert);
    }

    /** There are no truth values, only bits. */
    @Override
    public String isTrue(String column) {
        return column + " = 1";
    }

    @Override
    public Sql like(String column, String pattern) {
        return Sql.of(unicode(column) + matches(unicode("?")), adapted(pattern));
    }

    @Override
    public Sql ilike(String column, String pattern) {
        return Sql.of("LOWER(" + unicode(column) + ")" + matches("LOWER(" + unicode("?") + ")"), adapted(pattern));
    }

    private static String matches(String pattern) {
        return " LIKE " + pattern + " COLLATE Latin1_General_100_BIN2";
    }

    /** A bracket begins a set of characters here, and nowhere else. A pattern has 4000 letters at most. */
    private static String adapted(String pattern) {
        return pattern.replaceAll("%%+", "%").replace("[", "[[]");
    }

    private static String unicode(String text) {
        return "CAST(" + text + " AS NVARCHAR(MAX))";
    }

    /** Unicode, so that a text is the same in every code page. */
    private static String bytes(String text) {
        return "CAST(" + unicode(text) + " AS VARBINARY(MAX))";
    }

    @Override
    public String digits(String column) {
        return "CAST(" + column + " AS VARCHAR(20))";
    }

    @Override
    public Sql equal(String column, String value) {
        return Sql.of("(%s = ? AND %s = %s)".formatted(column, bytes(column), bytes("?")), value, value);
    }

    /** As JSON, since a statement has 2100 parameters at most. */
    @Override
    public Sql in(String column, Collection<?> values) {
        if (values.isEmpty()) {
            return Sql.of("1 = 0");
        }
        Object first = values.iterator().next();
        if (first instanceof Number) {
            return values.size() == 1
                    ? Sql.of(column + " = ?", first)
                    : Sql.of(
                            column + " IN (SELECT n.number FROM OPENJSON(?) WITH (number BIGINT '$') AS n)",
                            array(values));
        }
        if (values.size() == 1) {
            return equal(column, first.toString());
        }
        String array = array(values);
        return Sql.of(
                ("(%s IN (SELECT n.text FROM OPENJSON(?) WITH (text VARCHAR(8000) '$') AS n WHERE n.text IS NOT NULL)"
                                + " AND %s IN (SELECT %s FROM OPENJSON(?) WITH (text NVARCHAR(4000) '$') AS n"
                                + " WHERE n.text IS NOT NULL))")
                        .formatted(column, bytes(column), bytes("n.text")),
                array,
                array);
    }

    private static String array(Collection<?> values) {
        var array = new JsonValue.Arr(values.stream()
                .<JsonValue>map(value -> value instanceof Number number
                        ? new JsonValue.Num(number.toString())
                        : new JsonValue.Text(value.toString()))
                .toList());
        return new String(Json.print(array), StandardCharsets.UTF_8);
    }

    /** Rows are not compared as a whole here. */
    @Override
    public Sql greater(String columns, Object... values) {
        List<String> names = List.of(columns.split(", "));
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            parameters.add(values[i]);
            if (i < values.length - 1) {
                parameters.add(values[i]);
            }
        }
        return Sql.of(tupleGreater(names, column -> column, column -> "?"), parameters.toArray());
    }

    /** The first of these columns in which the two sides differ is greater on the left one. */
    private static String tupleGreater(List<String> columns, UnaryOperator<String> left, UnaryOperator<String> right) {
        String column = columns.getFirst();
        String greater = left.apply(column) + " > " + right.apply(column);
        return columns.size() == 1
                ? greater
                : "(%s OR (%s = %s AND %s))"
                        .formatted(
                                greater,
                                left.apply(column),
                                right.apply(column),
                                tupleGreater(columns.subList(1, columns.size()), left, right));
    }

    @Override
    public Sql page(long rows, long skipped) {
        return Sql.of(" OFFSET ? ROWS FETCH NEXT ? ROWS ONLY", skipped, rows);
    }

    @Override
    public Sql atMost(long rows, Sql query) {
        return Sql.builder()
                .append("SELECT TOP (?) * FROM (", rows)
                .append(query)
                .append(") AS found")
                .build();
    }

    /** Nulls are the least values here. */
    @Override
    public String nullsLast(String expression, boolean ascending) {
        return ascending
                ? "CASE WHEN %1$s IS NULL THEN 1 ELSE 0 END, %1$s ASC".formatted(expression)
                : expression + " DESC";
    }

    @Override
    public boolean writersRunTogether() {
        return true;
    }

    @Override
    public Sql lock(String table, Sql condition) {
        return Sql.of("SELECT 1 FROM " + table + " WITH (UPDLOCK, ROWLOCK) WHERE ")
                .plus(condition);
    }

    @Override
    public String insertOrUpdate(String intoTableColumnsAndValues, String keys, String... columns) {
        return merge(intoTableColumnsAndValues, keys, update("", columns));
    }

    @Override
    public String insertOrUpdateIfGreater(
            String intoTableColumnsAndValues, String keys, String table, String tuple, String... columns) {
        String greater =
                tupleGreater(List.of(tuple.split(", ")), column -> "fresh." + column, column -> "stored." + column);
        return merge(intoTableColumnsAndValues, keys, update(" AND " + greater, columns));
    }

    @Override
    public String insertOrIgnore(String intoTableColumnsAndValues, String keys) {
        return merge(intoTableColumnsAndValues, keys, "");
    }

    private static String update(String condition, String... columns) {
        return " WHEN MATCHED" + condition + " THEN UPDATE SET "
                + Stream.of(columns)
                        .map(column -> column + " = fresh." + column)
                        .collect(Collectors.joining(", "));
    }

    /**
     * Without HOLDLOCK, which would keep writers from the gaps between rows, where those that write beside each other would
     * deadlock. So of two that are the first to write a row one fails, and is run again.
     */
    private static String merge(String intoTableColumnsAndValues, String keys, String whenMatched) {
        Matcher insert = INSERT.matcher(intoTableColumnsAndValues);
        if (!insert.matches()) {
            throw new IllegalArgumentException(
                    "Not of the form INTO table (columns) values: " + intoTableColumnsAndValues);
        }
        String columns = insert.group(2);
        String same = Stream.of(keys.split(", "))
                .map(key -> "stored.%1$s = fresh.%1$s".formatted(key))
                .collect(Collectors.joining(" AND "));
        String fresh = Stream.of(columns.split(",\\s*"))
                .map(column -> "fresh." + column)
                .collect(Collectors.joining(", "));
        return "MERGE INTO %s AS stored USING (%s) AS fresh (%s) ON %s%s WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s);"
                .formatted(insert.group(1), insert.group(3), columns, same, whenMatched, columns, fresh);
    }

    @Override
    public Sql listed(String table, String key, Collection<String> texts) {
        return Sql.of(
                "(SELECT CAST(n.\"key\" AS INT) AS place, CAST(n.value AS VARCHAR(8000)) AS text FROM OPENJSON(?) AS n) AS listed",
                array(texts));
    }

    @Override
    public boolean isUniqueViolation(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case DUPLICATE_IN_INDEX, DUPLICATE_KEY -> true;
            default -> false;
        };
    }

    @Override
    public boolean isFatal(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case SESSION_KILLED, SHUTDOWN, SERVICE_ERROR, SERVICE_BUSY, DATABASE_UNAVAILABLE -> true;
            default -> String.valueOf(failure.getSQLState()).startsWith("08");
        };
    }

    @Override
    public boolean isCollision(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case DEADLOCK,
                    LOCK_TIMEOUT,
                    SNAPSHOT_CONFLICT,
                    SNAPSHOT_BEFORE_DEFINITION,
                    DUPLICATE_IN_INDEX,
                    DUPLICATE_KEY -> true;
            default -> false;
        };
    }

    /** What the data does not fit is the client's fault, as the original has it. */
    @Override
    public @Nullable ApiException translate(SQLException failure) {
        if (isFatal(failure) || failure instanceof SQLTimeoutException) {
            return unavailable("The database server does not answer. Try again.", failure);
        }
        return switch (failure.getErrorCode()) {
            case DEADLOCK, LOCK_TIMEOUT, SNAPSHOT_CONFLICT, SNAPSHOT_BEFORE_DEFINITION ->
                unavailable("The write collides with others again and again. Try again.", failure);
            case OUT_OF_MEMORY, FILEGROUP_OUT_OF_SPACE, FILEGROUP_FULL, LOG_FULL, QUOTA_REACHED ->
                unavailable("The database server is out of room; nothing was written.", failure);
            case READ_ONLY_DATABASE, READ_ONLY_REPLICA ->
                unavailable("The database is read-only; nothing was written.", failure);
            case DUPLICATE_IN_INDEX,
                    DUPLICATE_KEY,
                    NOT_NULL,
                    FOREIGN_KEY_OR_CHECK,
                    TRUNCATED,
                    TRUNCATED_UNNAMED,
                    NO_SUCH_CONVERSION,
                    OVERFLOW,
                    OVERFLOW_OF_CONSTANT -> new ApiException(ErrorCode.BAD_REQUEST, message(failure), failure);
            default -> null;
        };
    }

    private static ApiException unavailable(String message, SQLException failure) {
        return new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, message, failure);
    }

    /** What the server said, without the driver's number of the connection. */
    private static String message(SQLException failure) {
        return String.valueOf(failure.getMessage()).replaceFirst(" ClientConnectionId:[-0-9a-f]+$", "");
    }
}
