package dev.millrace.serving.python;

import java.nio.file.Path;
import java.util.Map;

/**
 * How to start Python for a model that needs it.
 *
 * @param executable the interpreter, with MLflow and what the model requires installed
 * @param environment all environment variables of the process
 */
public record PythonCommand(Path executable, Map<String, String> environment) {
    public PythonCommand {
        environment = Map.copyOf(environment);
    }

    /** Finds or makes a Python environment; asked once, and only if the model needs Python. */
    @FunctionalInterface
    public interface Source {
        /**
         * Gives the command, after whatever it takes to have one.
         *
         * @throws dev.millrace.serving.model.InvalidModelException or another unchecked exception whose message tells
         *     the user why there is none
         */
        PythonCommand get();
    }
}
