package dev.millrace.cli.quickstart;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What runs in this process and must stop in the right order when it ends: first a project that is under way, which marks
 * its run as killed on the server, then the servers, the last one that was started first.
 */
public final class Running implements AutoCloseable {
    /** As long as the project runner gives the processes of a project, and some for the server's answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Deque<AutoCloseable> servers = new ArrayDeque<>();
    private volatile @Nullable CountDownLatch project;
    private final BooleanSupplier stopping;
    private boolean closed;

    /** @param stopping whether the user has ended the process */
    public Running(BooleanSupplier stopping) {
        this.stopping = stopping;
    }

    boolean isStopping() {
        return stopping.getAsBoolean();
    }

    /** Keeps a server until the end. */
    synchronized <T extends AutoCloseable> T add(T server) {
        servers.push(server);
        return server;
    }

    /** Runs a project. */
    <T> T during(Supplier<T> work) {
        CountDownLatch ended = new CountDownLatch(1);
        project = ended;
        try {
            return work.get();
        } finally {
            ended.countDown();
        }
    }

    /** Stops everything; a second call does nothing. */
    @Override
    public void close() {
        awaitProject();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            closeServers();
        }
    }

    /** All of them, even where one fails. */
    private void closeServers() {
        IllegalStateException failures = null;
        for (AutoCloseable server : servers) {
            try {
                server.close();
            } catch (Exception failed) {
                if (failures == null) {
                    failures = new IllegalStateException("A server did not stop well", failed);
                } else {
                    failures.addSuppressed(failed);
                }
            }
        }
        if (failures != null) {
            throw failures;
        }
    }

    private void awaitProject() {
        CountDownLatch underWay = project;
        if (underWay == null) {
            return;
        }
        try {
            boolean _ = underWay.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
