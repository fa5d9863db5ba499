package dev.millrace.cli;

import dev.millrace.cli.models.ModelOptions;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.NamedTracking;
import dev.millrace.serving.ScoringConfig;
import dev.millrace.serving.python.PythonCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The options of {@code models serve}: the flags of {@code mlflow models serve}. */
final class ServeOptions {
    static final Option TIMEOUT = Option.value("--timeout", "SECONDS", "How long a request may take.")
            .shortName("-t")
            .environment("MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT")
            .fallback("60");
    static final Option MAX_QUEUE = Option.value(
                    "--max-queue", "N", "How many requests may wait for their turn; more are refused with 503.")
            .environment("MILLRACE_SCORING_MAX_QUEUE")
            .fallback("256");
    static final Option MAX_BODY_SIZE = Option.value(
                    "--max-body-size", "MIB", "The largest request, in MiB; larger ones are refused with 413.")
            .environment("MILLRACE_SCORING_MAX_BODY_SIZE")
            .fallback("100");
    static final Option BATCHING = Option.flag(
                    "--batching",
                    "Whether requests that wait for a worker of Python are scored together, if the model's flavor"
                            + " scores each row by itself.")
            .negation("--no-batching")
            .environment("MILLRACE_SCORING_BATCHING");
    static final Option WORKERS = Option.value(
                    "--workers",
                    "N",
                    "How many requests are scored at once. Without it as many as there are processors for an ONNX"
                            + " model, which runs within this process; otherwise one, in a process of Python each.")
            .shortName("-w")
            .environment("MLFLOW_MODELS_WORKERS");
    static final Option NO_CONDA = Option.flag("--no-conda", "The same as --env-manager local.");
    static final Option TRACKING_URI = NamedTracking.option(
            "The tracking server that models:/ and runs:/ refer to, or a database, as sqlite:///mlflow.db; without it"
                    + " the mlflow.db of this folder, where there is one.");

    static final Syntax SYNTAX = Syntax.of(
            "models serve",
            "Serve a model over HTTP by MLflow's scoring protocol.",
            "ONNX models run within this process; models of every other flavor in Python workers behind it."
                    + " /invocations takes requests, /ping answers 200 once the model is loaded.",
            List.of(
                    ModelOptions.URI,
                    ListenOptions.HOST,
                    ListenOptions.PORT,
                    TIMEOUT,
                    WORKERS,
                    MAX_QUEUE,
                    MAX_BODY_SIZE,
                    BATCHING,
                    ModelOptions.ENV_MANAGER,
                    ModelOptions.INSTALL_MLFLOW,
                    TRACKING_URI,
                    NO_CONDA,
                    LogOptions.LEVEL,
                    LogOptions.FORMAT,
                    Option.refused("--enable-mlserver", null, "Millrace has a server of its own; leave this out")),
            List.of(
                    new Syntax.Example(
                            "millrace models serve -m models:/breast-cancer@champion -p 5001",
                            "A registered model, of the server that MLFLOW_TRACKING_URI names."),
                    new Syntax.Example(
                            "millrace models serve -m ./model --env-manager local", "A model in a folder.")));

    private static final int LONGEST_TIMEOUT = 24 * 60 * 60;
    private static final int MOST_WORKERS = 1024;
    private static final int LONGEST_QUEUE = 1 << 20;
    private static final int LARGEST_BODY = 1024;

    private ServeOptions() {}

    /**
     * What the settings say about a server of this model.
     *
     * @param model the model's folder
     * @param python where Python comes from if the model needs it
     */
    static ScoringConfig config(Settings settings, Path model, PythonCommand.Source python) {
        return ScoringConfig.of(model, python)
                .withHttp(ListenOptions.config(settings))
                .withTimeout(Duration.ofSeconds(settings.number(TIMEOUT, 1, LONGEST_TIMEOUT)))
                .withWorkers(settings.find(WORKERS) == null ? 0 : settings.number(WORKERS, 1, MOST_WORKERS))
                .withQueue(settings.number(MAX_QUEUE, 0, LONGEST_QUEUE))
                .withMaxBodyBytes(settings.number(MAX_BODY_SIZE, 1, LARGEST_BODY) << 20)
                .withBatching(settings.isOn(BATCHING));
    }
}
