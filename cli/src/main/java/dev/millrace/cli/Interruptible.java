package dev.millrace.cli;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * Work that the user may end by Ctrl-C or SIGTERM, which is then told as such: what fails meanwhile fails because of it,
 * and nothing is said of that.
 */
final class Interruptible implements AutoCloseable {
    private final Thread hook;

    /** @param interrupted runs when the process is told to stop before this is closed */
    Interruptible(Runnable interrupted) {
        hook = new Thread(interrupted, "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Does the work. Never returns once the process is being stopped: it ends with the code of the signal. */
    <T> T call(Supplier<T> work) {
        try {
            T result = work.get();
            restIfStopping();
            return result;
        } catch (RuntimeException failed) {
            restIfStopping();
            throw failed;
        }
    }

    /** Whether the process has been told to stop: from then on it takes no more hooks. */
    static boolean isStopping() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException stopping) {
            return true;
        }
    }

    /** Waits for the end of the process if that is near. */
    static void restIfStopping() {
        if (!isStopping()) {
            return;
        }
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // It is running, or has run.
        }
    }
}
