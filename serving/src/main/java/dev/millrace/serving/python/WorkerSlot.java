package dev.millrace.serving.python;

import dev.millrace.serving.model.InvalidModelException;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.ScoringException.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A place for one worker in the pool: starts it, gives it requests, and starts another one when it ends. */
final class WorkerSlot implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerSlot.class);
    private static final long LONGEST_PAUSE_SECONDS = 30;

    private final WorkerPool pool;
    private final Supplier<Worker> launcher;

    /** @param launcher starts a worker and waits until it has the model loaded */
    WorkerSlot(WorkerPool pool, Supplier<Worker> launcher) {
        this.pool = pool;
        this.launcher = launcher;
    }

    @Override
    public void run() {
        long pause = 1;
        try {
            while (!pool.isClosed()) {
                if (startAndServe(pause)) {
                    pause = 1;
                } else {
                    Thread.sleep(Duration.ofSeconds(pause));
                    pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the scorer is closed
        }
    }

    /** False if there was no worker to be had. Nothing that happens there may end this thread: no other fills its place. */
    private boolean startAndServe(long pause) throws InterruptedException {
        try {
            serve(launcher.get());
            return true;
        } catch (InvalidModelException e) {
            pool.failed(e);
            if (!pool.isClosed()) {
                LOG.error("A worker does not start; next attempt in {} s. {}", pause, e.getMessage());
            }
        } catch (RuntimeException | Error e) {
            pool.failed(new InvalidModelException("A Python worker cannot be started: " + e, e));
            LOG.error("A worker failed; next attempt in {} s", pause, e);
        }
        return false;
    }

    /** Gives the worker requests until it ends. */
    private void serve(Worker started) throws InterruptedException {
        pool.started();
        try (Worker worker = started) {
            boolean usable = true;
            while (usable) {
                List<Pending> batch = pool.take();
                usable = batch.isEmpty() || ask(worker, batch);
            }
        } catch (IOException e) {
            LOG.debug("The connection to worker {} could not be closed", started.pid(), e);
        } finally {
            pool.stopped();
        }
    }

    /** Has the requests answered. False if the worker is of no more use. */
    private boolean ask(Worker worker, List<Pending> batch) {
        ScheduledFuture<?> kill;
        try {
            kill = pool.atDeadline(batch, worker::kill);
        } catch (RejectedExecutionException closing) {
            LOG.debug("{} request(s) came while the server stops", batch.size(), closing);
            batch.forEach(request -> request.fail(Fault.BUSY, "The server is stopping."));
            return false;
        }
        try {
            List<Answer> answers = worker.ask(batch);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).complete(answers.get(i));
            }
            return kill.cancel(false);
        } catch (IOException e) {
            kill.cancel(false);
            LOG.warn("Worker {} ended while it scored {} request(s)", worker.pid(), batch.size());
            batch.forEach(request -> afterCrash(request, batch.size()));
            return false;
        } catch (RuntimeException | Error e) {
            kill.cancel(false);
            LOG.error("{} request(s) could not be passed to worker {}", batch.size(), worker.pid(), e);
            batch.forEach(request -> request.fail(Fault.INTERNAL, "The request could not be passed to the model."));
            return false;
        }
    }

    /** The only request of a worker that ended has failed. One of several may be innocent, and gets a second chance. */
    private void afterCrash(Pending request, int batchSize) {
        if (request.deadline() - System.nanoTime() <= 0) {
            request.fail(Fault.TIMEOUT, "The time for this request is over");
        } else if (batchSize > 1) {
            pool.addAlone(request);
        } else {
            request.fail(Fault.INTERNAL, "The process that scored this request ended; another one takes its place.");
        }
    }
}
