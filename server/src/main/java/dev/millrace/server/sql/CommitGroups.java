package dev.millrace.server.sql;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets writers that wait at the same time commit together. One thread owns the writing connection; it takes all waiting
 * work into one transaction and wakes the writers after the commit is on the disk.
 *
 * <p>A member that fails fails alone. Work mostly fails before it has written anything, and then nothing has to be
 * undone. Where it has written, the transaction is rolled back and the group runs again with a savepoint around each
 * member: the rare way is dear so that the usual one needs no savepoints, which cost SQLite a copy of every page that
 * is touched.
 *
 * <p>Writers are served in the order in which they came. When more than {@code queueCapacity} wait, further ones are
 * held back, and refused with 503 after {@code patience}.
 */
final class CommitGroups implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CommitGroups.class);

    private final Session session;
    private final Checkpoints checkpoints;
    private final ArrayBlockingQueue<Member<?>> queue;
    private final int largestGroup;
    private final Duration patience;
    private final CommitFigures figures = new CommitFigures();
    private final Thread writer;
    private volatile boolean closed;

    /** Of the group before, as the writer alone knows. */
    private int lastSize = 1;

    private long lastNanos;

    CommitGroups(Session session, Checkpoints checkpoints, int queueCapacity, int largestGroup, Duration patience) {
        this.session = session;
        this.checkpoints = checkpoints;
        this.queue = new ArrayBlockingQueue<>(queueCapacity, true);
        this.largestGroup = largestGroup;
        this.patience = patience;
        this.writer = Thread.ofPlatform().name("millrace-writer").daemon().start(this::writeGroups);
    }

    /**
     * Runs work inside the next group and returns after its commit is durable.
     *
     * @throws ApiException what the work threw, or 503 when the queue stays full
     */
    <T> T write(Work<T> work) {
        var member = new Member<>(work);
        try {
            if (closed || !queue.offer(member, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ApiException(
                        ErrorCode.TEMPORARILY_UNAVAILABLE,
                        closed
                                ? "The server is stopping."
                                : "Too many writes are waiting for the database. Try again.");
            }
            if (closed && queue.remove(member)) {
                throw new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, "The server is stopping.");
            }
            return member.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, "Interrupted while waiting for the database.", e);
        }
    }

    CommitFigures figures() {
        return figures;
    }

    /** Work that waits now. */
    int waiting() {
        return queue.size();
    }

    /** Writes what already waits and stops. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeGroups() {
        // With room for all, so that none is lost between the queue and here when there is no memory left.
        List<Member<?>> group = new ArrayList<>(largestGroup);
        for (boolean more = true; more; ) {
            try {
                more = writeGroup(group);
            } catch (RuntimeException | Error e) {
                // Without this thread nobody would ever write again. Who has an answer keeps it.
                answerAll(group, e);
                tell("The writer goes on after a failure outside of any write", e);
            }
            group.clear();
        }
    }

    /** Makes no object, since there may be no memory for one. */
    private static void answerAll(List<Member<?>> group, Throwable failure) {
        for (int i = 0; i < group.size(); i++) {
            group.get(i).fail(failure);
            group.get(i).answer();
        }
    }

    private static void tell(String what, Throwable failure) {
        try {
            log.error(what, failure);
        } catch (RuntimeException | Error untold) {
            // A log that cannot be written stops nobody from writing data.
        }
    }

    /** Waits for work and writes it; false when no more will come. */
    private boolean writeGroup(List<Member<?>> group) {
        try {
            group.add(queue.take());
            gather(group, lastSize, lastNanos / 20);
        } catch (InterruptedException e) {
            log.debug("The writer is asked to stop", e);
        }
        if (closed) {
            queue.drainTo(group);
            if (group.isEmpty()) {
                return false;
            }
            // Another round finds the queue empty, unless more came meanwhile.
            Thread.currentThread().interrupt();
        }
        long start = System.nanoTime();
        try {
            write(group, start);
        } catch (RuntimeException | Error e) {
            rollback();
            answerAll(group, e);
            tell("A commit group failed for a reason that is no database error", e);
        }
        group.forEach(Member::answer);
        checkpoints.committed(session);
        lastNanos = System.nanoTime() - start;
        lastSize = group.size();
        return true;
    }

    /**
     * Takes what waits. Writers that were answered a moment ago come back a little later with their next request; a
     * group as large as the last one is worth a wait that is short against the time that the last one took.
     */
    private void gather(List<Member<?>> group, int expected, long nanos) throws InterruptedException {
        queue.drainTo(group, largestGroup - group.size());
        long deadline = System.nanoTime() + nanos;
        while (group.size() < expected && group.size() < largestGroup) {
            Member<?> next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            group.add(next);
            queue.drainTo(group, largestGroup - group.size());
        }
    }

    private void write(List<Member<?>> group, long start) {
        try {
            if (!writeTogether(group)) {
                figures.repeated();
                writeApart(group);
            }
            figures.committed(group, start, System.nanoTime());
        } catch (SQLException e) {
            rollback();
            Throwable failure = failure(e);
            group.forEach(member -> member.fail(failure));
            figures.failed();
        }
    }

    /** Runs all members without savepoints; false when one had to be undone, and then nothing is written. */
    private boolean writeTogether(List<Member<?>> group) throws SQLException {
        session.control("BEGIN IMMEDIATE");
        for (Member<?> member : group) {
            session.mark();
            try {
                member.run(session);
            } catch (SQLException | RuntimeException | Error e) {
                throwIfFatal(e);
                if (session.wrote()) {
                    rollback();
                    return false;
                }
                session.rollbackToMark();
                member.fail(failure(e));
            }
        }
        try {
            session.flush();
            session.control("COMMIT");
        } catch (SQLException e) {
            throwIfFatal(e);
            log.warn("A commit group is written again member by member", e);
            rollback();
            return false;
        }
        return true;
    }

    private void writeApart(List<Member<?>> group) throws SQLException {
        session.control("BEGIN IMMEDIATE");
        for (Member<?> member : group) {
            session.control("SAVEPOINT member");
            session.mark();
            try {
                member.run(session);
                session.flush();
            } catch (SQLException | RuntimeException | Error e) {
                throwIfFatal(e);
                session.clearSinks();
                session.control("ROLLBACK TO member");
                member.fail(failure(e));
            }
            session.control("RELEASE member");
        }
        session.control("COMMIT");
    }

    private void throwIfFatal(Throwable e) throws SQLException {
        if (e instanceof SQLException sql && session.dialect().isFatal(sql)) {
            throw sql;
        }
    }

    /** After some failures SQLite has rolled back by itself, and says so. */
    private void rollback() {
        session.clearSinks();
        try {
            session.control("ROLLBACK");
        } catch (SQLException e) {
            log.debug("Nothing to roll back", e);
        }
    }

    private Throwable failure(Throwable e) {
        return e instanceof SQLException sql ? Database.failure(sql, session.dialect()) : e;
    }
}
