package dev.millrace.serving;

import dev.millrace.http.Metrics;
import dev.millrace.serving.model.ModelFolder;
import dev.millrace.serving.onnx.NeedsPythonException;
import dev.millrace.serving.onnx.OnnxScorer;
import dev.millrace.serving.protocol.Scorer;
import dev.millrace.serving.python.PythonScorer;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a model where it can run: an ONNX model within this process, every other in processes of Python. */
public final class Scorers {
    private static final Logger LOG = LoggerFactory.getLogger(Scorers.class);

    private Scorers() {}

    /**
     * Loads a model, to be asked without a server.
     *
     * @param config of the model; what it says of HTTP and of limits on requests has no meaning here
     * @throws dev.millrace.serving.model.InvalidModelException if it cannot be loaded; the message is for the user
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static Scorer load(ScoringConfig config) throws InterruptedException {
        return load(ModelFolder.read(config.model()), config, new Metrics());
    }

    static Scorer load(ModelFolder model, ScoringConfig config, Metrics metrics) throws InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        Optional<Scorer> here = withoutPython(model, config.workers() == 0 ? processors : config.workers());
        return here.isPresent()
                ? here.get()
                : PythonScorer.start(model, config.python(), Math.max(1, config.workers()), config.batching(), metrics);
    }

    /**
     * Whether the model in a folder is scored in Python.
     *
     * @throws dev.millrace.serving.model.InvalidModelException if it cannot be scored at all
     */
    public static boolean needsPython(Path folder) {
        ModelFolder model = ModelFolder.read(folder);
        Optional<Scorer> here = withoutPython(model, 1);
        here.ifPresent(Scorer::close);
        if (here.isEmpty()) {
            PythonScorer.requireFlavor(model);
        }
        return here.isEmpty();
    }

    private static Optional<Scorer> withoutPython(ModelFolder model, int parallel) {
        if (model.hasFlavor("onnx")) {
            try {
                return Optional.of(OnnxScorer.load(model, parallel));
            } catch (NeedsPythonException e) {
                LOG.info("The ONNX model goes to Python because of its {}", e.getMessage());
            }
        }
        return Optional.empty();
    }
}
