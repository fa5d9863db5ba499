package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.DatabaseUri;
import dev.millrace.server.sql.Schema;
import dev.millrace.server.sql.SchemaChain;
import dev.millrace.server.sql.ServerLock;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import dev.millrace.server.sql.SqliteDialect;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * An SQLite file. Tables whose columns or keys change in ways that ALTER TABLE does not know are made anew beside the old
 * one, filled from it and renamed, as SQLite's own manual has it; foreign keys are not enforced meanwhile and are checked
 * at the end.
 */
final class SqliteTarget implements Target {
    /** SQLite knows no IF NOT EXISTS there. */
    private static final Pattern ADD_COLUMN =
            Pattern.compile("ALTER TABLE (\\w+) ADD COLUMN IF NOT EXISTS (\\w+) (.*)", Pattern.DOTALL);

    /** Columns that a revision of the chain has and the last one has not. */
    private static final Map<String, Set<String>> PASSING =
            Map.of("jobs", Set.of("function_fullname"), "spans", Set.of("dimension_attributes"));

    private static final int BUSY_MILLISECONDS = 2000;

    private final Path file;
    private final Session session;
    private final @Nullable ServerLock lock;
    private final Map<String, String> ownDefinitions = new LinkedHashMap<>();
    private long violations;

    private SqliteTarget(Path file, Session session, @Nullable ServerLock lock) {
        this.file = file;
        this.session = session;
        this.lock = lock;
    }

    /**
     * Opens a file.
     *
     * @param writes whether it is going to be changed: then no server may have it open; otherwise it is opened so that it
     *     cannot be
     * @throws DatabaseRefused where there is no such database, or a server has it open
     */
    static SqliteTarget open(String uri, boolean writes) {
        Path file = DatabaseUri.sqliteFile(uri);
        if (!Files.isRegularFile(file)) {
            throw new DatabaseRefused(
                    "There is no database %s. `millrace server` makes one at its first start.".formatted(file));
        }
        ServerLock lock = writes ? ServerLock.take(file) : null;
        boolean opened = false;
        try {
            var settings = new SQLiteConfig();
            settings.setReadOnly(!writes);
            settings.enforceForeignKeys(false);
            settings.setBusyTimeout(BUSY_MILLISECONDS);
            var session = new Session(
                    JDBC.createConnection(JDBC.PREFIX + file, settings.toProperties()), new SqliteDialect());
            opened = true;
            return new SqliteTarget(file, session, lock);
        } catch (SQLException e) {
            throw new DatabaseRefused("The database %s cannot be opened: %s".formatted(file, e.getMessage()), e);
        } finally {
            if (!opened && lock != null) {
                lock.close();
            }
        }
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public String address() {
        return "sqlite:///" + file;
    }

    @Override
    public String folder() {
        return "sqlite";
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public boolean isOneTransaction() {
        return true;
    }

    /** A file does not know who has it open. */
    @Override
    public long connections() {
        return 0;
    }

    @Override
    public void begin() throws SQLException {
        session.execute("BEGIN EXCLUSIVE");
    }

    @Override
    public void survey() throws SQLException {
        refuseColumnsOfOthers();
        violations = foreignKeyViolations();
        session.forEach(
                Sql.of("SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"),
                row -> ownDefinitions.put(row.getString(1), row.getString(2)));
        ownDefinitions.keySet().removeAll(namesOfMlflow());
    }

    /** A table that is made anew would lose them. */
    private void refuseColumnsOfOthers() throws SQLException {
        List<String> wanted = wantedStructure();
        for (String table : SqliteStructure.tables(session)) {
            if (!wanted.contains("table " + table)) {
                continue;
            }
            for (String column : SqliteStructure.columns(session, table)) {
                String line = "column " + table + "." + column + " ";
                if (wanted.stream().noneMatch(known -> known.startsWith(line))
                        && !PASSING.getOrDefault(table, Set.of()).contains(column)) {
                    throw new DatabaseRefused(
                            "The table %s has a column %s that is not MLflow's. The upgrade makes that table anew and would lose it; move it into a table of its own first."
                                    .formatted(table, column));
                }
            }
        }
    }

    /** The words of all statements of all revisions, the names of indexes and triggers among them. */
    private Set<String> namesOfMlflow() {
        Set<String> names = new TreeSet<>();
        for (SchemaChain chain : SchemaChain.values()) {
            for (Revision revision : Revisions.of(chain)) {
                for (String statement : revision.definitions(folder())) {
                    names.addAll(List.of(statement.split("\\W+")));
                }
            }
        }
        return names;
    }

    private long foreignKeyViolations() throws SQLException {
        Long count = session.queryOne(Sql.of("SELECT COUNT(*) FROM pragma_foreign_key_check"), row -> row.getLong(1));
        return count == null ? 0 : count;
    }

    @Override
    public List<String> statements(String statement) throws SQLException {
        Matcher column = ADD_COLUMN.matcher(statement);
        if (!column.matches()) {
            return List.of(statement);
        }
        return SqliteStructure.columns(session, column.group(1)).contains(column.group(2))
                ? List.of()
                : List.of("ALTER TABLE " + column.group(1) + " ADD COLUMN " + column.group(2) + " " + column.group(3));
    }

    @Override
    public void endStep() {}

    @Override
    public void commit() throws SQLException {
        for (Map.Entry<String, String> definition : ownDefinitions.entrySet()) {
            boolean lost = session.query(
                            Sql.of("SELECT 1 FROM sqlite_master WHERE name = ?", definition.getKey()),
                            row -> row.getInt(1))
                    .isEmpty();
            if (lost) {
                session.execute(definition.getValue());
            }
        }
        long now = foreignKeyViolations();
        if (now > violations) {
            throw new SQLException("%d rows would refer to rows that are not there".formatted(now - violations));
        }
        session.execute("COMMIT");
    }

    @Override
    public void rollback() throws SQLException {
        session.execute("ROLLBACK");
    }

    @Override
    public void backup(Path copy) throws SQLException {
        try {
            // The copy holds what the database holds, so no more people may read it.
            Files.createFile(copy, PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(file)));
            session.update(Sql.of("VACUUM INTO ?", copy.toString()));
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } catch (FileAlreadyExistsException e) {
            throw new DatabaseRefused("The backup %s exists already; name another file.".formatted(copy), e);
        } catch (IOException e) {
            throw new DatabaseRefused("The backup %s cannot be written: %s".formatted(copy, e.getMessage()), e);
        }
    }

    @Override
    public Optional<String> copyCommand() {
        return Optional.empty();
    }

    @Override
    public List<String> structure() throws SQLException {
        return SqliteStructure.of(session);
    }

    @Override
    public List<String> wantedStructure() throws SQLException {
        var wanted = new Session(
                JDBC.createConnection(JDBC.PREFIX + ":memory:", new SQLiteConfig().toProperties()),
                new SqliteDialect());
        try {
            for (Stamp stamp : Stamp.of(this)) {
                for (String statement : Schema.statements(stamp.chain().resource(session.dialect()))) {
                    wanted.execute(statement);
                }
            }
            return SqliteStructure.of(wanted);
        } finally {
            wanted.close();
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (SQLException e) {
            throw new DatabaseRefused("The database %s cannot be closed: %s".formatted(file, e.getMessage()), e);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
