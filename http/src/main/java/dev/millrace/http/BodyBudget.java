package dev.millrace.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A bound on all large request bodies that are in memory at the same time. A body takes its room before it is read and
 * gives it back when its request has been handled; one that finds no room is refused. Small bodies do not count: as many
 * as there can be connections do no harm.
 */
final class BodyBudget {

    /** The longest body that does not count, in bytes. */
    static final int SMALL = 64 * 1024;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    /** @param limit how many bytes there is room for */
    BodyBudget(long limit) {
        this.limit = limit;
    }

    /**
     * Takes more room for one body, unless that is more than there is left. Where no other body has any, every length
     * fits.
     *
     * @param held what this body has taken already, in bytes
     * @param wanted what it needs altogether
     */
    boolean take(long held, long wanted) {
        long more = wanted - held;
        for (long now = taken.get(); now == held || more <= limit - now; now = taken.get()) {
            if (taken.compareAndSet(now, now + more)) {
                return true;
            }
        }
        return false;
    }

    /** Gives room back. */
    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }
}
