package dev.millrace.server.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection inside a transaction, with its prepared statements kept. A session belongs to one thread at a time and
 * is not to be kept after the {@link Work} that it was given to.
 */
public final class Session {
    private static final int CACHED_STATEMENTS = 256;

    /** Characters. Filters with many comparisons make longer ones; the own statements of Millrace are shorter. */
    private static final int LONGEST_KEPT = 4096;

    /** How long a server may take to say that a connection lives. */
    private static final int ANSWER_SECONDS = 5;

    private final Connection connection;
    private final Dialect dialect;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Class<?>, GroupSink> sinks = new LinkedHashMap<>();
    private @Nullable PreparedStatement passing;
    private final long opened = System.nanoTime();
    private long used = opened;
    private boolean wrote;

    /** @param connection closed with the session */
    public Session(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Runs an INSERT, UPDATE or DELETE and gives the number of rows that it changed. */
    public int update(Sql sql) throws SQLException {
        wrote = true;
        return prepared(sql).executeUpdate();
    }

    /** Runs an INSERT into a table whose key the database makes, and gives that key. */
    public long insert(Sql sql) throws SQLException {
        wrote = true;
        prepared(sql).executeUpdate();
        try (ResultSet keys = statement(dialect.lastInsertedKey()).executeQuery()) {
            keys.next();
            return keys.getLong(1);
        }
    }

    /** Runs one statement for many rows of values. */
    public void batch(String text, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        wrote = true;
        PreparedStatement statement = statement(text);
        statement.clearBatch();
        for (Object[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                dialect.bind(statement, i + 1, row[i]);
            }
            statement.addBatch();
        }
        statement.executeBatch();
    }

    /** All rows of a query. */
    public <T> List<T> query(Sql sql, RowReader<T> reader) throws SQLException {
        try (ResultSet rows = prepared(sql).executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found;
        }
    }

    /** The first row of a query, or null. */
    public <T> @Nullable T queryOne(Sql sql, RowReader<T> reader) throws SQLException {
        try (ResultSet rows = prepared(sql).executeQuery()) {
            return rows.next() ? reader.read(rows) : null;
        }
    }

    /** Hands each row of a query to a consumer as it comes, holding none. */
    public void forEach(Sql sql, RowConsumer consumer) throws SQLException {
        try (ResultSet rows = prepared(sql).executeQuery()) {
            while (rows.next()) {
                consumer.accept(rows);
            }
        }
    }

    /** Takes one row of many. */
    @FunctionalInterface
    public interface RowConsumer {
        void accept(ResultSet row) throws SQLException;
    }

    /** Ends the transaction of a connection that begins one by itself. */
    void commit() throws SQLException {
        connection.commit();
        used = System.nanoTime();
    }

    /** Gives that transaction up. */
    void rollback() throws SQLException {
        connection.rollback();
        used = System.nanoTime();
    }

    /** When it was opened, by {@link System#nanoTime}. */
    long opened() {
        return opened;
    }

    /** When a transaction on it last ended well. */
    long used() {
        return used;
    }

    /** Whether the server still answers. */
    boolean isAlive() throws SQLException {
        return connection.isValid(ANSWER_SECONDS);
    }

    /** Begins or ends a transaction, where that is not the connection's own affair. */
    void control(String text) throws SQLException {
        statement(text).execute();
    }

    /** Runs a statement that is not worth keeping prepared: a pragma or a definition. */
    public void execute(String text) throws SQLException {
        wrote = true;
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    /**
     * The sink of this kind that all members of the commit group share; rows put into it are written once, before the
     * commit. Rows of a member that fails are taken out again.
     */
    public <S extends GroupSink> S sink(Class<S> kind, Supplier<S> create) {
        GroupSink sink = sinks.get(kind);
        if (sink == null) {
            sink = create.get();
            sinks.put(kind, sink);
        }
        return kind.cast(sink);
    }

    /** Writes what the sinks hold now, for work that has to read it back inside its own transaction. */
    void flush() throws SQLException {
        for (GroupSink sink : sinks.values()) {
            sink.flush(this);
        }
    }

    void mark() {
        wrote = false;
        sinks.values().forEach(GroupSink::mark);
    }

    void rollbackToMark() {
        sinks.values().forEach(GroupSink::rollbackToMark);
    }

    void clearSinks() {
        sinks.values().forEach(GroupSink::clear);
    }

    boolean wrote() {
        return wrote;
    }

    /** Closes the connection. */
    public void close() throws SQLException {
        connection.close();
    }

    private PreparedStatement prepared(Sql sql) throws SQLException {
        PreparedStatement statement = statement(sql.text());
        List<@Nullable Object> parameters = sql.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            dialect.bind(statement, i + 1, parameters.get(i));
        }
        return statement;
    }

    private PreparedStatement statement(String text) throws SQLException {
        if (text.length() > LONGEST_KEPT) {
            return passing(text);
        }
        PreparedStatement statement = statements.get(text);
        if (statement == null) {
            if (statements.size() >= CACHED_STATEMENTS) {
                var eldest = statements.entrySet().iterator();
                eldest.next().getValue().close();
                eldest.remove();
            }
            statement = connection.prepareStatement(text);
            statements.put(text, statement);
        }
        return statement;
    }

    /** Long statements are hardly the same twice; one of them is kept, until the next comes. */
    private PreparedStatement passing(String text) throws SQLException {
        if (passing != null) {
            passing.close();
        }
        PreparedStatement statement = connection.prepareStatement(text);
        passing = statement;
        return statement;
    }

    /** Statements that are kept prepared, the long one included. */
    int keptStatements() {
        return statements.size() + (passing == null ? 0 : 1);
    }
}
