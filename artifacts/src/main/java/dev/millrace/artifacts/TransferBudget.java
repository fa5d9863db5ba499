package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A bound on what the transfers of one service hold in memory at the same time. A transfer waits, first come, first served,
 * until others have left it room; where nobody else has any, every length fits. Buffers below {@link #UNIT} need not ask.
 */
public final class TransferBudget {

    /** What room is counted in, in bytes. */
    static final int UNIT = 64 * 1024;

    private final int units;
    private final Semaphore room;
    private final Duration patience;

    /**
     * @param limit in bytes
     * @param patience how long a transfer waits for room
     */
    TransferBudget(long limit, Duration patience) {
        this.units = (int) Math.clamp(limit / UNIT, 1, Integer.MAX_VALUE);
        this.room = new Semaphore(units, true);
        this.patience = patience;
    }

    /** A quarter of the heap. */
    public static TransferBudget ofHeap() {
        return new TransferBudget(Runtime.getRuntime().maxMemory() / 4, RemotePatience.SILENCE);
    }

    /** Room that was taken; closing gives it back. */
    @FunctionalInterface
    public interface Room extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Takes room for so many bytes. One who has some already gives it back before, so that two cannot wait for each other.
     *
     * @throws ApiException {@code TEMPORARILY_UNAVAILABLE} where none gets free in time
     */
    public Room take(long bytes) throws IOException {
        int wanted = (int) Math.min(units, Math.ceilDiv(bytes, UNIT));
        try {
            if (!room.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ApiException(
                        ErrorCode.TEMPORARILY_UNAVAILABLE,
                        "The server has no memory left for one more transfer; try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("ended while it waited for memory");
        }
        return () -> room.release(wanted);
    }
}
