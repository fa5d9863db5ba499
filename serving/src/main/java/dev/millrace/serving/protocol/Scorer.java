package dev.millrace.serving.protocol;

import org.jspecify.annotations.Nullable;

/** A loaded model that answers scoring requests; safe for use by many threads. */
public interface Scorer extends AutoCloseable {

    /**
     * Scores one request.
     *
     * @param contentType the request's content type; null when it had none, which is taken for JSON
     * @param body the request's body
     * @param deadline when to give up, as {@link System#nanoTime()} tells time
     * @throws ScoringException if the request is at fault, the model fails on it, or there is no time left
     * @throws InterruptedException if the server is stopping
     */
    Answer score(@Nullable String contentType, byte[] body, long deadline) throws InterruptedException;

    /** False while nothing can be scored, as when all processes that do it are being replaced. */
    boolean isReady();

    /** How many requests are scored at once. */
    int parallel();

    /** One line that says how the model runs, for the log. */
    String describe();

    /** Frees the model. Requests under way end first or fail. */
    @Override
    void close();
}
