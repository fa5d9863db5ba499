package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.ServerSession;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database on a server. Its tables are altered in place, so that what others added to them stays. Keys whose names the
 * server made up are looked up by their columns: {@code ALTER TABLE … DROP FOREIGN KEY (columns)} and
 * {@code DROP UNIQUE (columns)} in the SQL of a revision stand for those.
 */
abstract class ServerTarget implements Target {
    private static final Pattern DROP_KEY =
            Pattern.compile("ALTER TABLE (\\w+) DROP (FOREIGN KEY|UNIQUE) \\(([^)]+)\\)");

    /** How long connections of others are waited for that are about to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ServerSession server;

    ServerTarget(ServerSession server) {
        this.server = server;
    }

    /** A query for the connections of others that an upgrade must not run beside, each in words. */
    abstract Sql others();

    /** A query for the number of connections of others, whoever they are. */
    abstract Sql countOfOthers();

    /** The statements that drop the foreign keys of a table over these columns. */
    abstract Sql dropsOfForeignKeys(String table, String columns);

    /** The statements that drop what makes these columns of a table unique, its primary key apart. */
    abstract Sql dropsOfUniqueKeys(String table, String columns);

    /** The command that copies this database. */
    abstract String copyCommand(ServerSession of);

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public String address() {
        return server.name();
    }

    @Override
    public Session session() {
        return server.session();
    }

    @Override
    public long connections() throws SQLException {
        Long count = session().queryOne(countOfOthers(), row -> row.getLong(1));
        // Within a transaction the server would answer the same again.
        session().execute("COMMIT");
        return count == null ? 0 : count;
    }

    /** A connection that was closed a moment ago may still be listed. */
    @Override
    public void begin() throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> found = session().query(others(), row -> row.getString(1));
        while (!found.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new DatabaseRefused("The database %s is in use: %s. Stop every server on it, MLflow's too."
                        .formatted(name(), String.join(", ", found)));
            }
            // Within a transaction the server would answer the same again.
            session().execute("COMMIT");
            LockSupport.parkNanos(PAUSE.toNanos());
            found = session().query(others(), row -> row.getString(1));
        }
        session().execute("COMMIT");
    }

    @Override
    public void survey() {}

    @Override
    public List<String> script(String statement) throws SQLException {
        Matcher key = DROP_KEY.matcher(statement);
        if (!key.lookingAt()) {
            return List.of(statement);
        }
        Sql drops = key.group(2).equals("UNIQUE")
                ? dropsOfUniqueKeys(key.group(1), key.group(3))
                : dropsOfForeignKeys(key.group(1), key.group(3));
        return session().query(drops, row -> row.getString(1));
    }

    @Override
    public List<String> statements(String statement) throws SQLException {
        return script(statement);
    }

    @Override
    public void commit() throws SQLException {
        session().execute("COMMIT");
    }

    @Override
    public void rollback() throws SQLException {
        session().execute("ROLLBACK");
    }

    @Override
    public void backup(Path file) {
        throw new DatabaseRefused(
                "--backup copies SQLite files. Copy the database %s with: %s".formatted(name(), copyCommand(server)));
    }

    @Override
    public Optional<String> copyCommand() {
        return Optional.of(copyCommand(server));
    }

    /** An option for a shell; nothing where it has no value. */
    static String option(String name, String value) {
        return value.isEmpty() || value.equals("0") ? "" : " --" + name + "=" + word(value);
    }

    /** A word as a shell reads it. */
    static String word(String text) {
        return text.matches("[\\w.:@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** Held equal to what the schema resource makes by a test, so that a check needs no right to make tables. */
    @Override
    public List<String> wantedStructure() throws SQLException {
        List<String> wanted = new ArrayList<>();
        for (Stamp stamp : Stamp.of(this)) {
            Revision.text(folder() + "/" + stamp.chain().prefix() + "structure.txt")
                    .lines()
                    .forEach(wanted::add);
        }
        return wanted;
    }

    @Override
    public void close() {
        try {
            session().close();
        } catch (SQLException e) {
            throw new DatabaseRefused("The database %s cannot be closed: %s".formatted(name(), e.getMessage()), e);
        }
    }
}
