package dev.millrace.cli;

import java.util.concurrent.CountDownLatch;

/** Keeps the process until Ctrl-C or SIGTERM, then stops what runs in it. */
final class UntilStopped {
    private UntilStopped() {}

    /**
     * Returns never: the process ends with the code of the signal, after these were closed in order.
     *
     * @param running each lets the requests under way finish when it is closed
     */
    static void keep(AutoCloseable... running) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running), "stop"));
        new CountDownLatch(1).await();
    }

    private static void close(AutoCloseable... running) {
        for (AutoCloseable each : running) {
            try {
                each.close();
            } catch (Exception failed) {
                System.err.println("millrace: " + each + " did not stop well: " + failed);
            }
        }
    }
}
