package dev.millrace.server.sql;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One writer's work on its way through a commit group, and the writer's wait for it. */
final class Member<T> {
    private final Work<T> work;
    private final long since = System.nanoTime();
    private final CountDownLatch answered = new CountDownLatch(1);
    private @Nullable T result;
    private @Nullable Throwable failure;

    Member(Work<T> work) {
        this.work = work;
    }

    /** When the writer began to wait, by {@link System#nanoTime}. */
    long since() {
        return since;
    }

    /** Runs the work; what an earlier try left is forgotten. */
    void run(Session session) throws SQLException {
        failure = null;
        result = work.run(session);
    }

    /** Has no effect on one that is answered. */
    void fail(Throwable cause) {
        if (answered.getCount() > 0) {
            failure = cause;
        }
    }

    /** Wakes the writer; a second call does nothing. No result or failure is set afterwards. */
    void answer() {
        answered.countDown();
    }

    @SuppressWarnings("NullAway") // the result of Work<Void> is null, and so is T there
    T await() throws InterruptedException {
        answered.await();
        // No switch over types: it is linked when it first runs, which makes thirty classes at every start.
        if (failure == null) {
            return result;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(failure);
    }
}
