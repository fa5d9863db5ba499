package dev.millrace.serving.python;

import dev.millrace.http.Metrics;
import dev.millrace.serving.model.InvalidModelException;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.ScoringException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the workers share: the requests that wait for them, and how the workers are. */
final class WorkerPool implements AutoCloseable {
    private static final int MAX_BATCH = 64;
    private static final int MAX_BATCH_BYTES = 1 << 20;

    private final boolean batching;
    private final BlockingDeque<Pending> waiting = new LinkedBlockingDeque<>();
    private final AtomicInteger alive = new AtomicInteger();
    private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
    private final ScheduledThreadPoolExecutor timer;
    private final LongAdder ended;
    private final Metrics.Histogram batchSizes;
    private volatile @Nullable String failure;
    private volatile boolean closed;

    WorkerPool(boolean batching, Metrics metrics) {
        this.batching = batching;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("worker-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
        metrics.gauge("millrace_scoring_queue", "Requests that wait for a Python process", this::waiting);
        metrics.gauge("millrace_scoring_workers", "Python processes that are ready", alive::doubleValue);
        this.ended = metrics.counter(
                "millrace_scoring_workers_ended_total",
                "Python processes that crashed or were killed for lack of time");
        this.batchSizes = metrics.histogram(
                "millrace_scoring_batch_requests", "Requests scored together", new double[] {1, 2, 4, 8, 16, 32});
    }

    /** Completed when the first worker is ready; completed exceptionally if it cannot be started. */
    CompletableFuture<Void> firstStart() {
        return firstStart;
    }

    /** Why there is no worker, if there is none and the last attempt to start one failed. */
    @Nullable
    String failure() {
        return alive.get() > 0 ? null : failure;
    }

    /** True if there is a worker. */
    boolean isReady() {
        return alive.get() > 0;
    }

    /** How many requests wait for a worker. */
    int waiting() {
        return waiting.size();
    }

    boolean isClosed() {
        return closed;
    }

    /** Tells that a worker is ready. */
    void started() {
        alive.incrementAndGet();
        failure = null;
        firstStart.complete(null);
    }

    /** Tells that a worker is no more. */
    void stopped() {
        alive.decrementAndGet();
        if (!closed) {
            ended.increment();
        }
    }

    /** Tells that a worker could not be started. */
    void failed(InvalidModelException e) {
        failure = e.getMessage();
        firstStart.completeExceptionally(e);
    }

    /** Has a worker answer the request; one whose time is over before a worker took it waits no longer. */
    Answer ask(Pending request) throws InterruptedException {
        try {
            waiting.addLast(request);
            if (closed) {
                refuseWaiting();
            }
            return request.await();
        } finally {
            waiting.remove(request);
        }
    }

    /** Puts a request back that another one may have spoilt, to be scored by itself. */
    void addAlone(Pending request) {
        request.keepAlone();
        waiting.addFirst(request);
        if (request.isOver()) {
            waiting.remove(request); // whoever waited may have looked for it just before
        }
        if (closed) {
            refuseWaiting();
        }
    }

    /**
     * Waits for a request and takes it, with those behind it if they may be scored together. There are such only when all
     * workers were busy: nobody waits for company.
     */
    List<Pending> take() throws InterruptedException {
        List<Pending> batch = new ArrayList<>();
        Pending first = waiting.takeFirst();
        batch.add(first);
        int bytes = first.body().length;
        while (batching && !first.isAlone() && batch.size() < MAX_BATCH && bytes < MAX_BATCH_BYTES) {
            Pending next = waiting.pollFirst();
            if (next == null) {
                break;
            }
            if (next.isAlone()) {
                waiting.addFirst(next);
                break;
            }
            batch.add(next);
            bytes += next.body().length;
        }
        batch.removeIf(Pending::isOver);
        if (!batch.isEmpty()) {
            batchSizes.observe(batch.size());
        }
        return batch;
    }

    /** Runs something when the first deadline of the batch is over, unless it is cancelled before. */
    ScheduledFuture<?> atDeadline(List<Pending> batch, Runnable action) {
        long now = System.nanoTime();
        long first = batch.stream().mapToLong(p -> p.deadline() - now).min().orElse(0);
        return timer.schedule(action, first, TimeUnit.NANOSECONDS);
    }

    private void refuseWaiting() {
        for (Pending request = waiting.pollFirst(); request != null; request = waiting.pollFirst()) {
            request.fail(Fault.BUSY, "The server is stopping.");
        }
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        refuseWaiting();
    }
}
