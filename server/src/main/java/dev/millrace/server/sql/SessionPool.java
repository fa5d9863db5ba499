package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few sessions for reading, each opened when first needed and kept. The one used last is lent first, so that its page
 * cache is warm and the others' stay small.
 */
final class SessionPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionPool.class);
    private static final long PATIENCE_SECONDS = 30;

    private final Semaphore permits;
    private final Opening opening;
    private final Deque<Session> idle = new ArrayDeque<>();
    private int open;
    private boolean closed;

    /** Opens a session. */
    @FunctionalInterface
    interface Opening {
        Session open() throws SQLException;
    }

    SessionPool(int size, Opening opening) {
        this.permits = new Semaphore(size, true);
        this.opening = opening;
    }

    Session borrow(Dialect dialect) {
        try {
            if (!permits.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new ApiException(
                        ErrorCode.TEMPORARILY_UNAVAILABLE, "Too many requests are reading the database. Try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, "Interrupted while waiting to read.", e);
        }
        synchronized (this) {
            Session session = idle.pollFirst();
            if (session != null) {
                return session;
            }
        }
        try {
            Session session = opening.open();
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
        synchronized (this) {
            if (closed) {
                close(session);
            } else {
                idle.addFirst(session);
            }
        }
        permits.release();
    }

    synchronized int open() {
        return open;
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(SessionPool::close);
        idle.clear();
    }

    private static void close(Session session) {
        try {
            session.close();
        } catch (SQLException e) {
            log.warn("A reading connection did not close", e);
        }
    }
}
