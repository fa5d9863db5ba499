package dev.millrace.serving.python;

import dev.millrace.http.Metrics;
import dev.millrace.serving.model.InvalidModelException;
import dev.millrace.serving.model.ModelFolder;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.Scorer;
import dev.millrace.serving.protocol.ScoringException;
import dev.millrace.serving.protocol.ScoringException.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Scores with a pool of Python processes, each of which has the model loaded. */
public final class PythonScorer implements Scorer {
    /** Flavors whose models score each row by itself, so that rows of several requests may be scored together. */
    private static final Set<String> ROW_BY_ROW =
            Set.of("mlflow.sklearn", "mlflow.xgboost", "mlflow.lightgbm", "mlflow.catboost");

    private final WorkerLauncher launcher;
    private final WorkerPool pool;
    private final List<Thread> slots = new ArrayList<>();

    private PythonScorer(WorkerLauncher launcher, WorkerPool pool) {
        this.launcher = launcher;
        this.pool = pool;
    }

    /**
     * Starts the processes and returns once the first has the model loaded.
     *
     * @param python asked for Python if the model can be run there
     * @param workers how many processes
     * @param batching whether requests that wait may be scored together, if the model's flavor allows it
     * @throws InvalidModelException if the model cannot be loaded in Python; the message tells the user why
     */
    public static PythonScorer start(
            ModelFolder model, PythonCommand.Source python, int workers, boolean batching, Metrics metrics)
            throws InterruptedException {
        requireFlavor(model);
        Object loader = model.flavor("python_function").getOrDefault("loader_module", "");
        var pool = new WorkerPool(batching && ROW_BY_ROW.contains(loader.toString()), metrics);
        PythonScorer scorer;
        try {
            scorer = new PythonScorer(new WorkerLauncher(python.get(), model.path()), pool);
        } catch (IOException e) {
            throw new InvalidModelException("Python workers need a temporary folder: " + e.getMessage(), e);
        }
        for (int i = 0; i < workers; i++) {
            scorer.slots.add(
                    Thread.ofVirtual().name("worker-" + i).start(new WorkerSlot(pool, scorer.launcher::start)));
        }
        try {
            pool.firstStart().get();
            return scorer;
        } catch (ExecutionException e) {
            scorer.close();
            throw e.getCause() instanceof InvalidModelException known ? known : new IllegalStateException(e);
        } catch (InterruptedException e) {
            scorer.close();
            throw e;
        }
    }

    /**
     * Makes sure that the model can be run in Python.
     *
     * @throws InvalidModelException if it has not the flavor for that
     */
    public static void requireFlavor(ModelFolder model) {
        if (!model.hasFlavor("python_function")) {
            throw new InvalidModelException("The model in " + model.path() + " has neither the onnx nor the"
                    + " python_function flavor, so nothing here can run it.");
        }
    }

    @Override
    public Answer score(@Nullable String contentType, byte[] body, long deadline) throws InterruptedException {
        String failure = pool.failure();
        if (failure != null) {
            throw new ScoringException(Fault.BUSY, failure);
        }
        return pool.ask(new Pending(contentType, body, deadline));
    }

    @Override
    public boolean isReady() {
        return pool.isReady();
    }

    @Override
    public int parallel() {
        return slots.size();
    }

    @Override
    public String describe() {
        return "Python, " + slots.size() + (slots.size() == 1 ? " worker" : " workers");
    }

    /** Ends the processes. Requests that still wait are refused. */
    @Override
    public void close() {
        pool.close();
        launcher.close();
        slots.forEach(Thread::interrupt);
        try {
            for (Thread slot : slots) {
                slot.join(TimeUnit.SECONDS.toMillis(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
