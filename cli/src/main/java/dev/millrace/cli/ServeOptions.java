package dev.millrace.cli;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Syntax;
import java.util.List;

/** The options of {@code models serve}: the flags of {@code mlflow models serve}. */
final class ServeOptions {
    static final Option MODEL_URI = Option.value(
                    "--model-uri",
                    "URI",
                    "The model: a folder, models:/name/version, models:/name@alias, models:/m-id or runs:/run/path.")
            .shortName("-m");
    static final Option HOST = Option.value("--host", "HOST", "The address to listen on; 0.0.0.0 for all.")
            .shortName("-h")
            .environment("MLFLOW_HOST")
            .fallback("127.0.0.1");
    static final Option PORT = Option.value("--port", "PORT", "The port to listen on; 0 for any free one.")
            .shortName("-p")
            .environment("MLFLOW_PORT")
            .fallback("5000");
    static final Option TIMEOUT = Option.value("--timeout", "SECONDS", "How long a request may take.")
            .shortName("-t")
            .environment("MLFLOW_SCORING_SERVER_REQUEST_TIMEOUT")
            .fallback("60");
    static final Option WORKERS = Option.value(
                    "--workers",
                    "N",
                    "Processes of Python for a model that needs it. An ONNX model runs within this process and scores"
                            + " as many requests at once as there are processors.")
            .shortName("-w")
            .environment("MLFLOW_MODELS_WORKERS")
            .fallback("1");
    static final Option ENV_MANAGER = Option.value(
                    "--env-manager",
                    "NAME",
                    "How the environment of a model that needs Python is made; without it uv where it is installed,"
                            + " else virtualenv. local uses the Python that is on the PATH.")
            .choices("local", "virtualenv", "uv");
    static final Option NO_CONDA = Option.flag("--no-conda", "The same as --env-manager local.");
    static final Option TRACKING_URI = Option.value(
                    "--tracking-uri", "URI", "The tracking server that models:/ and runs:/ refer to.")
            .environment("MLFLOW_TRACKING_URI");

    static final Syntax SYNTAX = Syntax.of(
            "models serve",
            "Serve a model over HTTP by MLflow's scoring protocol.",
            "ONNX models run within this process; models of every other flavor in Python workers behind it."
                    + " /invocations takes requests, /ping answers 200 once the model is loaded.",
            List.of(
                    MODEL_URI,
                    HOST,
                    PORT,
                    TIMEOUT,
                    WORKERS,
                    ENV_MANAGER,
                    TRACKING_URI,
                    NO_CONDA,
                    LogOptions.LEVEL,
                    LogOptions.FORMAT,
                    Option.refused("--install-mlflow", null, "list mlflow in the model's requirements instead"),
                    Option.refused("--enable-mlserver", null, "Millrace has a server of its own; leave this out")),
            List.of(
                    new Syntax.Example(
                            "millrace models serve -m models:/breast-cancer@champion -p 5001",
                            "A registered model, of the server that MLFLOW_TRACKING_URI names."),
                    new Syntax.Example(
                            "millrace models serve -m ./model --env-manager local", "A model in a folder.")));

    private ServeOptions() {}
}
