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

    /** The writers where the readers are a replica's. */
    private final SessionPool latest;

    private final CommitFigures figures = new CommitFigures();

    private PooledTransactions(Dialect dialect, SessionPool readers, SessionPool writers, SessionPool latest) {
        this.dialect = dialect;
        this.readers = readers;
        this.writers = writers;
        this.latest = latest;
    }

    /** Waits for the server if it does not answer yet, and makes the schema if the database is empty. */
    static PooledTransactions open(DatabaseConfig config) {
        ServerAddress address = ServerAddress.parse(config.uri());
        ServerConnections primary = ServerConnections.of(address, config.pool());
        Dialect dialect = primary.dialect();
        SessionPool.Opening writer = () -> new Session(primary.openWriter(), dialect);
        look(config, address, primary, writer, (schema, session) -> schema.createOrCheck(session));
        SessionPool writers = SessionPool.remote("writing", config.pool(), writer);
        String replica = config.replicaUri();
        ServerConnections reading = replica == null ? primary : replica(config, address, replica);
        SessionPool readers =
                SessionPool.remote("reading", config.pool(), () -> new Session(reading.openReader(), dialect));
        return new PooledTransactions(dialect, readers, writers, replica == null ? readers : writers);
    }

    private static ServerConnections replica(DatabaseConfig config, ServerAddress primary, String uri) {
        if (!DatabaseUri.kind(uri).equals(primary.kind())) {
            throw new DatabaseRefused("The read replica ('%s:…') is of another kind than the database (%s)."
                    .formatted(DatabaseUri.scheme(uri), primary.kind()));
        }
        ServerAddress address = ServerAddress.parse(uri);
        ServerConnections connections = ServerConnections.of(address, config.pool());
        Dialect dialect = connections.dialect();
        long deadline = System.nanoTime() + config.pool().patience().toNanos();
        look(
                config,
                address,
                connections,
                () -> new Session(connections.openReader(), dialect),
                (schema, session) -> awaitAndCheck(schema, session, deadline));
        return connections;
    }

    /** A schema that the primary has got a moment ago may still be on its way to the replica. */
    private static void awaitAndCheck(Schema schema, Session session, long deadline) throws SQLException {
        long wait = FIRST_WAIT_MILLIS;
        while (!schema.isMade(session) && System.nanoTime() + wait * 1_000_000 < deadline) {
            // The next look is at a new snapshot.
            session.rollback();
            sleep(wait);
            wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
        }
        schema.check(session);
    }

    /** What is done with each schema of a database before it is used. */
    @FunctionalInterface
    private interface Look {
        void at(Schema schema, Session session) throws SQLException;
    }

    /** Signs in, and looks at the schemas. */
    private static void look(
            DatabaseConfig config,
            ServerAddress address,
            ServerConnections connections,
            SessionPool.Opening opening,
            Look look) {
        try {
            Session session = reached(config.pool().patience(), address, connections, opening);
            try {
                for (SchemaChain chain : config.schemas()) {
                    look.at(new Schema(session.dialect(), address.toString(), chain), session);
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
    public <T> T readLatest(Work<T> work) {
        return run(latest, work, false);
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
        Session session = borrow(pool, writes);
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

    private Session borrow(SessionPool pool, boolean writes) {
        try {
            return pool.borrow(dialect);
        } catch (RuntimeException e) {
            if (writes) {
                figures.failed();
            }
            throw e;
        }
    }

    /** A connection that is lost here leaves open whether the server has committed, so nothing is tried again. */
    private void commit(Session session) throws SQLException {
        try {
            session.commit();
        } catch (SQLException e) {
            if (dialect.isFatal(e)) {
                figures.failed();
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
