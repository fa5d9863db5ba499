package dev.millrace.server.sql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies SQLite's write-ahead log back into the database file while writers go on. SQLite itself would do it inside a
 * commit, which then takes as long as the disk needs for the whole log.
 *
 * <p>When the log is long enough, two passes on a connection of its own copy nearly all of it: the second one copies
 * what was written during the first. The writer then copies the little that is left between two commits, since only
 * when nothing is left can the log begin anew. Without commits the thread sleeps.
 */
final class Checkpoints implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Sql LOOK = Sql.of("PRAGMA wal_checkpoint(NOOP)");
    private static final Sql COPY = Sql.of("PRAGMA wal_checkpoint(PASSIVE)");

    private final Session session;
    private final int pages;
    private final Thread thread;
    private volatile boolean written;
    private volatile boolean wantsFinish;
    private volatile boolean closed;

    /** @param pages the length of the log from which on it is copied */
    Checkpoints(Session session, int pages) {
        this.session = session;
        this.pages = pages;
        this.thread = Thread.ofPlatform().name("millrace-checkpoints").daemon().start(this::watch);
    }

    /** To be called by the writer after each commit, outside of a transaction. */
    void committed(Session writer) {
        if (wantsFinish) {
            wantsFinish = false;
            try {
                writer.queryOne(COPY, row -> row.getInt(1));
            } catch (SQLException e) {
                log.warn("The rest of the write-ahead log was not copied; the next checkpoint will do it", e);
            }
        }
        if (!written) {
            written = true;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
            session.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            log.warn("The connection for checkpoints did not close", e);
        }
    }

    private void watch() {
        while (!closed) {
            if (!written) {
                LockSupport.park(this);
                continue;
            }
            written = false;
            try {
                copyIfLong();
                Thread.sleep(PAUSE);
            } catch (SQLException e) {
                log.warn("A checkpoint failed; SQLite makes one itself when the log is four times as long", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void copyIfLong() throws SQLException {
        Integer length = session.queryOne(LOOK, row -> row.getInt(2));
        if (length != null && length >= pages) {
            session.queryOne(COPY, row -> row.getInt(1));
            session.queryOne(COPY, row -> row.getInt(1));
            wantsFinish = true;
        }
    }
}
