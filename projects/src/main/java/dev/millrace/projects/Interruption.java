package dev.millrace.projects;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.RunStatus;
import dev.millrace.client.TrackingClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Ctrl-C and SIGTERM do to a run: its processes are ended, then it is marked KILLED. The virtual machine calls it
 * when it is told to stop; meanwhile the thread that runs the project must not mark the run by itself.
 */
final class Interruption implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);
    /** Kubernetes gives thirty seconds in all. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final TrackedRun run;
    private final Consumer<String> messages;
    private final TrackingClient hasty;
    private final Runnable cleanup;
    private final Thread hook = new Thread(this, "end-of-project");
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable ProjectProcess process;
    private boolean underWay;

    /**
     * An end that is not under way yet.
     *
     * @param hasty a client that does not wait long, since whoever stops this process does not
     * @param cleanup deletes what was made for the run; called here because nothing else runs to its end then
     * @param messages gets a line on how the run ended
     */
    Interruption(TrackedRun run, TrackingClient hasty, Runnable cleanup, Consumer<String> messages) {
        this.run = run;
        this.messages = messages;
        this.cleanup = cleanup;
        this.hasty = hasty;
    }

    void watch() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is being stopped already.
            run();
        }
    }

    void unwatch() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("This process is being stopped", e);
        }
    }

    /** Tells what is to be ended. A process that was started while the end was under way is ended at once. */
    void began(ProjectProcess started) {
        boolean tooLate;
        synchronized (this) {
            process = started;
            tooLate = underWay;
        }
        if (tooLate) {
            started.end(GRACE);
        }
    }

    /** Ends the process if it is still there, since nobody would watch it any more. */
    void endProcess() {
        ProjectProcess running;
        synchronized (this) {
            running = process;
        }
        if (running != null && running.isAlive()) {
            running.end(GRACE);
        }
    }

    /** Waits for an end that is under way, so that only one of two threads says how the run ended. */
    void awaitIfUnderWay() {
        synchronized (this) {
            if (!underWay) {
                return;
            }
        }
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        ProjectProcess running;
        synchronized (this) {
            underWay = true;
            running = process;
        }
        try {
            if (running != null) {
                running.end(GRACE);
            }
            RunStatus status = run.kill(hasty);
            messages.accept("interrupted; the run " + run.id() + " is " + status);
        } catch (ApiException | ProjectException e) {
            LOG.error("The run {} could not be marked as killed", run.id(), e);
        } finally {
            cleanup.run();
            done.countDown();
        }
    }
}
