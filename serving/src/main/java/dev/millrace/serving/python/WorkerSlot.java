package dev.millrace.serving.python;

import dev.millrace.serving.model.InvalidModelException;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.ScoringException.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A place for one worker in the pool: starts it, gives it requests, and starts another one when it ends. */
final class WorkerSlot implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerSlot.class);
    private static final long LONGEST_PAUSE_SECONDS = 30;

    private final WorkerPool pool;
    private final WorkerLauncher launcher;

    WorkerSlot(WorkerPool pool, WorkerLauncher launcher) {
        this.pool = pool;
        this.launcher = launcher;
    }

    @Override
    public void run() {
        long pause = 1;
        try {
            while (!pool.isClosed()) {
                try {
                    serve(launcher.start());
                    pause = 1;
                } catch (InvalidModelException e) {
                    pool.failed(e);
                    if (!pool.isClosed()) {
                        LOG.error("A worker does not start; next attempt in {} s. {}", pause, e.getMessage());
                    }
                    Thread.sleep(Duration.ofSeconds(pause));
                    pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the scorer is closed
        }
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
        ScheduledFuture<?> kill = pool.atDeadline(batch, worker::kill);
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
        } catch (RuntimeException | OutOfMemoryError e) {
            // This thread must live on: it is the only one that fills this place.
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
