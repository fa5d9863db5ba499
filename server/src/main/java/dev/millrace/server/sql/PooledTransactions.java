package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database on a server: each transaction has a pooled connection to itself. What collides with another transaction, or
 * loses its connection before it commits, is run again.
 */
final class PooledTransactions implements Transactions {
    private static final Logger log = LoggerFactory.getLogger(PooledTransactions.class);

    /** Tries of one piece of work; with the pauses between them they last about a second. */
    private static final int TRIES = 10;

    /** A row that is there stays there; the second try finds it, unless nobody looks. */
    private static final int TRIES_OF_DUPLICATES = 5;

    private static final long FIRST_WAIT_MILLIS = 200;
    private static final long LONGEST_WAIT_MILLIS = 5000;

    private final Dialect dialect;
    private final SessionPool readers;
    private final SessionPool writers;
    private final CommitFigures figures = new CommitFigures();

    private PooledTransactions(Dialect dialect, SessionPool readers, SessionPool writers) {
        this.dialect = dialect;
        this.readers = readers;
        this.writers = writers;
    }

    /** Waits for the server if it does not answer yet, and makes the schema if the database is empty. */
    static PooledTransactions open(DatabaseConfig config) {
        ServerAddress address = ServerAddress.parse(config.uri());
        ServerConnections connections = ServerConnections.of(address, config.pool());
        Dialect dialect = connections.dialect();
        SessionPool.Opening writer = () -> new Session(connections.openWriter(), dialect);
        check(config, address, connections, writer, dialect);
        ServerConnections ofReaders = connections;
        if (config.replicaUri() instanceof String uri) {
            ServerAddress replica = replica(address, uri);
            ofReaders = ServerConnections.of(replica, config.pool());
            ServerConnections ofReplica = ofReaders;
            check(config, replica, ofReplica, () -> new Session(ofReplica.openReader(), dialect), dialect);
        }
        ServerConnections reading = ofReaders;
        return new PooledTransactions(
                dialect,
                SessionPool.remote("reading", config.pool(), () -> new Session(reading.openReader(), dialect)),
                SessionPool.remote("writing", config.pool(), writer));
    }

    private static ServerAddress replica(ServerAddress primary, String uri) {
        if (!DatabaseUri.kind(uri).equals(primary.kind())) {
            throw new DatabaseRefused("The read replica ('%s:…') is of another kind than the database (%s)."
                    .formatted(DatabaseUri.scheme(uri), primary.kind()));
        }
        return ServerAddress.parse(uri);
    }

    /** Signs in, and looks at the schema; makes it where the database is empty, which a replica is not. */
    private static void check(
            DatabaseConfig config,
            ServerAddress address,
            ServerConnections connections,
            SessionPool.Opening opening,
            Dialect dialect) {
        try {
            Session session = reached(config.pool().patience(), address, connections, opening);
            try {
                for (SchemaChain chain : config.schemas()) {
                    new Schema(dialect, address.toString(), chain).createOrCheck(session);
                }
                session.rollback();
            } finally {
                session.close();
            }
        } catch (SQLException e) {
            throw new DatabaseRefused("The database %s cannot be opened: %s".formatted(address, e.getMessage()), e);
        }
    }

    private static Session reached(
            Duration patience, ServerAddress address, ServerConnections connections, SessionPool.Opening opening)
            throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        long wait = FIRST_WAIT_MILLIS;
        while (true) {
            try {
                return opening.open();
            } catch (SQLException e) {
                if (!connections.isWorthWaiting(e) || System.nanoTime() + wait * 1_000_000 > deadline) {
                    throw e;
                }
                log.warn("The database {} does not answer yet: {}", address, e.getMessage());
                sleep(wait);
                wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
            }
        }
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public <T> T read(Work<T> work) {
        return run(readers, work, false);
    }

    @Override
    public <T> T write(Work<T> work) {
        return run(writers, work, true);
    }

    private <T> T run(SessionPool pool, Work<T> work, boolean writes) {
        long since = System.nanoTime();
        int tries = 1;
        while (true) {
            try {
                return once(pool, work, writes, since);
            } catch (SQLException e) {
                if (tries >= (dialect.isUniqueViolation(e) ? TRIES_OF_DUPLICATES : TRIES)
                        || !(dialect.isCollision(e) || dialect.isFatal(e))) {
                    if (writes) {
                        figures.failed();
                    }
                    throw Database.failure(e, dialect);
                }
                if (writes) {
                    figures.repeated();
                }
                log.debug("A transaction is run again", e);
                // Those that have met once part at random.
                sleep(ThreadLocalRandom.current().nextLong(1L << tries));
                tries++;
            }
        }
    }

    private <T> T once(SessionPool pool, Work<T> work, boolean writes, long since) throws SQLException {
        Session session = pool.borrow(dialect);
        boolean ended = false;
        try {
            long start = System.nanoTime();
            session.mark();
            T result = work.run(session);
            if (writes) {
                session.flush();
                commit(session);
                figures.committed(since, start, System.nanoTime());
            } else {
                session.rollback();
            }
            ended = true;
            return result;
        } finally {
            if (ended || gaveUp(session)) {
                pool.giveBack(session);
            } else {
                pool.discard(session);
            }
        }
    }

    /** A connection that is lost here leaves open whether the server has committed, so nothing is tried again. */
    private void commit(Session session) throws SQLException {
        try {
            session.commit();
        } catch (SQLException e) {
            if (dialect.isFatal(e)) {
                throw new ApiException(
                        ErrorCode.TEMPORARILY_UNAVAILABLE,
                        "The database server was lost at the end of a write; it is not known whether it was done.",
                        e);
            }
            throw e;
        }
    }

    /** Undoes what the transaction did; false where the connection is of no more use. */
    private static boolean gaveUp(Session session) {
        session.clearSinks();
        try {
            session.rollback();
            return true;
        } catch (SQLException e) {
            log.debug("A connection is given up", e);
            return false;
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, "Interrupted while waiting for the database.", e);
        }
    }

    @Override
    public CommitFigures figures() {
        return figures;
    }

    @Override
    public int waitingWrites() {
        return writers.waiting();
    }

    @Override
    public int openReaders() {
        return readers.open();
    }

    @Override
    public void close() {
        writers.close();
        readers.close();
    }
}
