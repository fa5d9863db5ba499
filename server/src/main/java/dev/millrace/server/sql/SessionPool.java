package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few sessions, each opened when first needed and kept. The one used last is lent first, so that its page cache is
 * warm and the others' stay small.
 *
 * <p>Connections to a server may die while they lie idle: those that did so for a while are asked before they are lent,
 * and those that are too old are replaced.
 */
final class SessionPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionPool.class);
    private static final long PATIENCE_SECONDS = 30;

    /** A connection that answered so short a time ago is taken to be alive. */
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String purpose;
    private final Semaphore permits;
    private final Opening opening;
    private final @Nullable PoolConfig remote;
    private final Deque<Session> idle = new ArrayDeque<>();
    private int open;
    private boolean closed;

    /** Opens a session. */
    @FunctionalInterface
    interface Opening {
        Session open() throws SQLException;
    }

    /** @param purpose for messages: {@code reading} or {@code writing} */
    SessionPool(String purpose, int size, Opening opening) {
        this(purpose, size, null, opening);
    }

    /** A pool of connections to a server. */
    static SessionPool remote(String purpose, PoolConfig config, Opening opening) {
        return new SessionPool(purpose, config.size(), config, opening);
    }

    private SessionPool(String purpose, int size, @Nullable PoolConfig remote, Opening opening) {
        this.purpose = purpose;
        this.permits = new Semaphore(size, true);
        this.remote = remote;
        this.opening = opening;
    }

    Session borrow(Dialect dialect) {
        try {
            if (!permits.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new ApiException(
                        ErrorCode.TEMPORARILY_UNAVAILABLE,
                        "Too many requests are %s the database. Try again.".formatted(purpose));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, "Interrupted while waiting for the database.", e);
        }
        try {
            Session session = nextIdle();
            while (session != null) {
                if (isSound(session)) {
                    return session;
                }
                drop(session);
                session = nextIdle();
            }
            session = opening.open();
            synchronized (this) {
                open++;
            }
            return session;
        } catch (SQLException e) {
            permits.release();
            throw Database.failure(e, dialect);
        } catch (RuntimeException | Error e) {
            permits.release();
            throw e;
        }
    }

    void giveBack(Session session) {
        boolean kept;
        synchronized (this) {
            kept = !closed && (remote == null || remote.keep());
            if (kept) {
                idle.addFirst(session);
            }
        }
        if (!kept) {
            drop(session);
        }
        permits.release();
    }

    /** Takes back a session whose connection is lost; the idle ones have most likely lost theirs at the same time. */
    void discard(Session session) {
        drop(session);
        permits.release();
        for (Session other = nextIdle(); other != null; other = nextIdle()) {
            drop(other);
        }
    }

    synchronized int open() {
        return open;
    }

    /** Threads that wait for a session. */
    int waiting() {
        return permits.getQueueLength();
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(this::drop);
        idle.clear();
    }

    private synchronized @Nullable Session nextIdle() {
        return idle.pollFirst();
    }

    private boolean isSound(Session session) throws SQLException {
        if (remote == null) {
            return true;
        }
        long now = System.nanoTime();
        long recycle = remote.recycle().toNanos();
        return (recycle == 0 || now - session.opened() < recycle)
                && (now - session.used() < TRUSTED_NANOS || session.isAlive());
    }

    private void drop(Session session) {
        synchronized (this) {
            open--;
        }
        try {
            session.close();
        } catch (SQLException e) {
            log.warn("A connection for {} the database did not close", purpose, e);
        }
    }
}
