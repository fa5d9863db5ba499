package dev.millrace.server.sql;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SQLite: reads on a pool of connections, writes through commit groups on one, and a lock that keeps other servers out. */
final class SqliteTransactions implements Transactions {
    private static final Logger log = LoggerFactory.getLogger(SqliteTransactions.class);

    private static final Set<Path> WARNED_OF = ConcurrentHashMap.newKeySet();

    private final Dialect dialect;
    private final SessionPool readers;
    private final CommitGroups groups;
    private final Session writer;
    private final Checkpoints checkpoints;
    private final ServerLock lock;

    private SqliteTransactions(
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

    /** @param synchronous SQLite's pragma; anything but FULL is for the test that shows what it would lose */
    static SqliteTransactions open(DatabaseConfig config, String synchronous) {
        Path file = DatabaseUri.sqliteFile(config.uri());
        if (config.replicaUri() != null) {
            throw new DatabaseRefused("A read replica is for database servers; SQLite has none. Leave it out.");
        }
        ServerLock lock = ServerLock.take(file);
        try {
            return open(config, synchronous, file, lock);
        } catch (SQLException e) {
            lock.close();
            throw new DatabaseRefused("The database %s cannot be opened: %s".formatted(file, e.getMessage()), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static SqliteTransactions open(DatabaseConfig config, String synchronous, Path file, ServerLock lock)
            throws SQLException {
        // Commands open it for each request.
        FileSystems.networkFileSystem(file)
                .filter(type -> WARNED_OF.add(file))
                .ifPresent(type -> log.warn(
                        "The database {} lies on a network file system ({}). SQLite's locks and memory-mapped files are not safe there: "
                                + "two computers that use it at once can damage it. Put it on a local disk.",
                        file,
                        type));
        var dialect = new SqliteDialect();
        SqliteConfig sqlite = config.sqlite();
        var connections = new SqliteConnections(file, sqlite);
        var writer = new Session(connections.openWriter(synchronous), dialect);
        try {
            for (SchemaChain chain : config.schemas()) {
                new Schema(dialect, file.toString(), chain).createOrCheck(writer);
            }
        } catch (SQLException | RuntimeException e) {
            writer.close();
            throw e;
        }
        var readers =
                new SessionPool("reading", sqlite.readers(), () -> new Session(connections.openReader(), dialect));
        var checkpoints =
                new Checkpoints(new Session(connections.openWriter(synchronous), dialect), sqlite.checkpointPages());
        var groups =
                new CommitGroups(writer, checkpoints, sqlite.queueCapacity(), sqlite.largestGroup(), sqlite.patience());
        return new SqliteTransactions(dialect, readers, writer, groups, checkpoints, lock);
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
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
            throw Database.failure(e, dialect);
        } finally {
            readers.giveBack(session);
        }
    }

    @Override
    public <T> T readLatest(Work<T> work) {
        return read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        return groups.write(work);
    }

    @Override
    public CommitFigures figures() {
        return groups.figures();
    }

    @Override
    public int waitingWrites() {
        return groups.waiting();
    }

    @Override
    public int openReaders() {
        return readers.open();
    }

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
}
