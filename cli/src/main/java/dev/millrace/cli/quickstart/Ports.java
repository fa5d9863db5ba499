package dev.millrace.cli.quickstart;

import java.io.IOException;
import java.net.BindException;

/** Starts servers that may move on when the port that they want is taken. */
final class Ports {
    private static final int TRIES = 20;

    private Ports() {}

    /** Starts a server on a port, which it throws {@link BindException} for when it is taken. */
    @FunctionalInterface
    interface Start<T> {
        T on(int port) throws IOException, InterruptedException;
    }

    /** Starts it on the wanted port or one of the next; on any free one when none of those is. */
    static <T> T startFrom(int wanted, Start<T> start) throws IOException, InterruptedException {
        for (int port = wanted; port < wanted + TRIES; port++) {
            try {
                return start.on(port);
            } catch (BindException _) {
                // Taken, maybe in this very moment: the next one.
            }
        }
        return start.on(0);
    }
}
