package dev.millrace.serving.python;

import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.ScoringException;
import dev.millrace.serving.protocol.ScoringException.Fault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A request on its way to a worker, and its answer to come. */
final class Pending {
    private final @Nullable String contentType;
    private final byte[] body;
    private final long deadline;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile boolean alone;

    Pending(@Nullable String contentType, byte[] body, long deadline) {
        this.contentType = contentType;
        this.body = body;
        this.deadline = deadline;
    }

    @Nullable
    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    /** When the request's time is over, by {@link System#nanoTime()}. */
    long deadline() {
        return deadline;
    }

    /** True if nobody waits for the answer any more. */
    boolean isOver() {
        return answer.isDone();
    }

    /** True if the request must not be scored together with others: it was, and the worker died. */
    boolean isAlone() {
        return alone;
    }

    void keepAlone() {
        alone = true;
    }

    void complete(Answer result) {
        answer.complete(result);
    }

    void fail(Fault fault, String message) {
        answer.completeExceptionally(new ScoringException(fault, message));
    }

    /** Waits for the answer, up to the deadline. Afterwards the request is over, whether there was one or not. */
    Answer await() throws InterruptedException {
        try {
            return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ScoringException(Fault.TIMEOUT, "The time for this request is over", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ScoringException known
                    ? known
                    : new IllegalStateException("A request failed in an unforeseen way", e);
        } finally {
            answer.cancel(false);
        }
    }
}
