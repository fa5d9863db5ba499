package dev.millrace.server.sql;

import java.nio.file.Path;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MLflow's database: reads on a pool of connections, writes through commit groups. */
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private final Dialect dialect;
    private final SessionPool readers;
    private final CommitGroups groups;
    private final Session writer;
    private final Checkpoints checkpoints;
    private final ServerLock lock;

    private Database(
            Dialect dialect,
            SessionPool readers,
            Session writer,
            CommitGroups groups,
            Checkpoints checkpoints,
            ServerLock lock) {
        this.dialect = dialect;
        this.readers = readers;
        this.writer = writer;
        this.groups = groups;
        this.checkpoints = checkpoints;
        this.lock = lock;
    }

    /**
     * Opens a database and makes its schema if it is empty.
     *
     * @throws DatabaseRefused where the address is of another kind, the schema of another revision, or another Millrace
     *     server has the file open
     */
    public static Database open(DatabaseConfig config) {
        return open(config, "FULL");
    }

    /** @param synchronous SQLite's pragma; anything but FULL is for the test that shows what it would lose */
    static Database open(DatabaseConfig config, String synchronous) {
        Path file = DatabaseUri.sqliteFile(config.uri());
        ServerLock lock = ServerLock.take(file);
        try {
            return openSqlite(config, synchronous, file, lock);
        } catch (SQLException e) {
            lock.close();
            throw new DatabaseRefused("The database %s cannot be opened: %s".formatted(file, e.getMessage()), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Database openSqlite(DatabaseConfig config, String synchronous, Path file, ServerLock lock)
            throws SQLException {
        FileSystems.networkFileSystem(file)
                .ifPresent(type -> log.warn(
                        "The database {} lies on a network file system ({}). SQLite's locks and memory-mapped files are not safe there: "
                                + "two computers that use it at once can damage it. Put it on a local disk.",
                        file,
                        type));
        var dialect = new SqliteDialect();
        var connections = new SqliteConnections(file, config);
        var writer = new Session(connections.openWriter(synchronous), dialect);
        try {
            new Schema(dialect, file.toString(), config.schema()).createOrCheck(writer);
        } catch (SQLException | RuntimeException e) {
            writer.close();
            throw e;
        }
        var readers = new SessionPool(config.readers(), () -> new Session(connections.openReader(), dialect));
        var checkpoints =
                new Checkpoints(new Session(connections.openWriter(synchronous), dialect), config.checkpointPages());
        var groups =
                new CommitGroups(writer, checkpoints, config.queueCapacity(), config.largestGroup(), config.patience());
        return new Database(dialect, readers, writer, groups, checkpoints, lock);
    }

    /**
     * Runs work that reads, on one consistent snapshot of what was committed before it.
     *
     * @throws dev.millrace.api.ApiException what the work threw, or 503 where the database cannot be read now
     */
    public <T> T read(Work<T> work) {
        Session session = readers.borrow(dialect);
        try {
            session.control("BEGIN");
            try {
                return work.run(session);
            } finally {
                session.control("ROLLBACK");
            }
        } catch (SQLException e) {
            throw failure(e, dialect);
        } finally {
            readers.giveBack(session);
        }
    }

    /**
     * Runs work that writes, together with that of others, and returns when it is on the disk. What the work throws
     * undoes its own writes only.
     */
    public <T> T write(Work<T> work) {
        return groups.write(work);
    }

    /**
     * Makes another schema beside the one that is there, where it is missing.
     *
     * @throws DatabaseRefused where it is there in another revision
     */
    public void ensure(SchemaChain chain) {
        write(session -> {
            new Schema(session.dialect(), "of the server", chain).createOrCheckWithin(session);
            return chain;
        });
    }

    public Dialect dialect() {
        return dialect;
    }

    /** What the commit groups have done. */
    public CommitFigures commitFigures() {
        return groups.figures();
    }

    /** Writes that wait for a commit group now. */
    public int waitingWrites() {
        return groups.waiting();
    }

    /** Reading connections that are open now. */
    public int openReaders() {
        return readers.open();
    }

    /** Finishes the writes that wait, copies the write-ahead log into the file and lets go of the lock. */
    @Override
    public void close() {
        groups.close();
        checkpoints.close();
        readers.close();
        try {
            writer.close();
        } catch (SQLException e) {
            log.warn("The database was not closed cleanly; it will be recovered at the next start", e);
        }
        lock.close();
    }

    static RuntimeException failure(SQLException e, Dialect dialect) {
        RuntimeException told = dialect.translate(e);
        return told != null ? told : new DatabaseException("A statement failed: " + e.getMessage(), e);
    }
}
