package dev.millrace.serving;

import dev.millrace.http.HttpConfig;
import dev.millrace.serving.python.PythonCommand;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a scoring server serves, and its limits.
 *
 * @param model the folder with the model's {@code MLmodel} file
 * @param http where to listen
 * @param timeout how long a request may take, from its arrival on
 * @param workers how many requests are scored at once: runs of a model in this process, or processes of one in Python;
 *     0 for a run per processor, or one process
 * @param queue how many requests may wait for a worker; more are refused with 503
 * @param maxBodyBytes the largest request body
 * @param batching whether requests that wait for a Python worker may be scored together, where that gives the same answers
 * @param python where Python comes from, for models that need it
 */
public record ScoringConfig(
        Path model,
        HttpConfig http,
        Duration timeout,
        int workers,
        int queue,
        int maxBodyBytes,
        boolean batching,
        PythonCommand.Source python) {

    public ScoringConfig {
        if (timeout.isNegative() || timeout.isZero() || workers < 0 || queue < 0 || maxBodyBytes <= 0) {
            throw new IllegalArgumentException("Limits of a scoring server must be positive");
        }
    }

    /** The defaults, which are MLflow's: 127.0.0.1:5000 and 60 seconds; 100 MiB a body, as in MLflow's images. */
    public static ScoringConfig of(Path model, PythonCommand.Source python) {
        return new ScoringConfig(
                model, HttpConfig.of("127.0.0.1", 5000), Duration.ofSeconds(60), 0, 256, 100 << 20, true, python);
    }

    public ScoringConfig withModel(Path newModel) {
        return new ScoringConfig(newModel, http, timeout, workers, queue, maxBodyBytes, batching, python);
    }

    public ScoringConfig withHttp(HttpConfig newHttp) {
        return new ScoringConfig(model, newHttp, timeout, workers, queue, maxBodyBytes, batching, python);
    }

    public ScoringConfig withTimeout(Duration newTimeout) {
        return new ScoringConfig(model, http, newTimeout, workers, queue, maxBodyBytes, batching, python);
    }

    public ScoringConfig withWorkers(int newWorkers) {
        return new ScoringConfig(model, http, timeout, newWorkers, queue, maxBodyBytes, batching, python);
    }

    public ScoringConfig withQueue(int newQueue) {
        return new ScoringConfig(model, http, timeout, workers, newQueue, maxBodyBytes, batching, python);
    }

    public ScoringConfig withMaxBodyBytes(int newMaxBodyBytes) {
        return new ScoringConfig(model, http, timeout, workers, queue, newMaxBodyBytes, batching, python);
    }

    public ScoringConfig withBatching(boolean newBatching) {
        return new ScoringConfig(model, http, timeout, workers, queue, maxBodyBytes, newBatching, python);
    }
}
