package dev.millrace.server.sql;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the commits have done since the start, for the metrics page. */
public final class CommitFigures {
    private static final int[] SIZE_LIMITS = {1, 2, 4, 8, 16, 32, 64, 128};

    private final LongAdder commits = new LongAdder();
    private final LongAdder members = new LongAdder();
    private final LongAdder repeats = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
    private final LongAdder writeNanos = new LongAdder();
    private final LongAdder[] sizes = new LongAdder[SIZE_LIMITS.length + 1];

    CommitFigures() {
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = new LongAdder();
        }
    }

    void committed(List<Member<?>> group, long start, long end) {
        for (Member<?> member : group) {
            waitNanos.add(start - member.since());
        }
        count(group.size(), start, end);
    }

    /** A write that had a commit to itself. */
    void committed(long since, long start, long end) {
        waitNanos.add(start - since);
        count(1, start, end);
    }

    private void count(int size, long start, long end) {
        commits.increment();
        members.add(size);
        writeNanos.add(end - start);
        int slot = 0;
        while (slot < SIZE_LIMITS.length && size > SIZE_LIMITS[slot]) {
            slot++;
        }
        sizes[slot].increment();
    }

    void repeated() {
        repeats.increment();
    }

    void failed() {
        failures.increment();
    }

    /** Transactions committed. */
    public long commits() {
        return commits.sum();
    }

    /** Writes that these transactions carried, failed ones included. */
    public long members() {
        return members.sum();
    }

    /**
     * Groups that were run again member by member because one member had to be undone; on a server, writes that were run
     * again after a deadlock or another collision.
     */
    public long repeats() {
        return repeats.sum();
    }

    /** Groups that failed as a whole: disk full, database locked by another process, server lost. */
    public long failures() {
        return failures.sum();
    }

    /** Seconds that writers waited before their group began, summed over the writers. */
    public double waitSeconds() {
        return waitNanos.sum() / 1e9;
    }

    /** Seconds that groups took from begin to durable commit, summed over the groups. */
    public double writeSeconds() {
        return writeNanos.sum() / 1e9;
    }

    /** The upper bounds of the group-size histogram; a last bucket without bound follows them. */
    public static int[] sizeLimits() {
        return SIZE_LIMITS.clone();
    }

    /** How many groups fell into each bucket of {@link #sizeLimits}, not cumulated. */
    public long[] sizes() {
        long[] counts = new long[sizes.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = sizes[i].sum();
        }
        return counts;
    }
}
