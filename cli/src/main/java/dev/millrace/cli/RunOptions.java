package dev.millrace.cli;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.NamedTracking;
import java.util.List;

/** The options of {@code run}: the flags of {@code mlflow run}. */
final class RunOptions {
    static final Option ENTRY_POINT = Option.value(
                    "--entry-point", "NAME", "The entry point of the project, or a script in it.")
            .shortName("-e")
            .fallback("main");
    static final Option VERSION = Option.value(
                    "--version", "VERSION", "The branch, tag or commit of a project that comes from git.")
            .shortName("-v");
    static final Option PARAMETERS = Option.value("--param-list", "NAME=VALUE", "A parameter; may be given often.")
            .shortName("-P")
            .repeated();
    static final Option EXPERIMENT_NAME = Option.value(
                    "--experiment-name", "NAME", "The experiment of the run; made when it does not exist.")
            .environment("MLFLOW_EXPERIMENT_NAME");
    static final Option EXPERIMENT_ID =
            Option.value("--experiment-id", "ID", "The experiment of the run.").environment("MLFLOW_EXPERIMENT_ID");
    static final Option BACKEND = Option.value("--backend", "BACKEND", "Where the project runs.")
            .shortName("-b")
            .choices("local")
            .fallback("local");
    static final Option ENV_MANAGER = Option.value(
                    "--env-manager",
                    "NAME",
                    "How the project's Python environment is made; without it uv where it is installed, else"
                            + " virtualenv. local uses the Python that is on the PATH.")
            .choices("local", "virtualenv", "uv");
    static final Option STORAGE_DIR = Option.value(
            "--storage-dir", "FOLDER", "Where remote artifacts go that are given to parameters of type path.");
    static final Option RUN_ID = Option.value("--run-id", "ID", "An existing run to use instead of a new one.");
    static final Option RUN_NAME = Option.value("--run-name", "NAME", "The name of the run.");
    static final Option TRACKING_URI = NamedTracking.option(
            "The tracking server, as http://127.0.0.1:5000, or a database, as sqlite:///mlflow.db; without it"
                    + " the mlflow.db of this folder, which is made.");

    private static final String NO_DOCKER = "projects in containers are not run yet";

    static final Syntax SYNTAX = Syntax.of(
                    "run",
                    "Run an MLflow project and track it.",
                    "URI is a folder, a zip file or a git URI, each with #subdirectory where the project lies deeper."
                            + " The exit code is 0 when the run finished, 1 when it failed.",
                    List.of(
                            ENTRY_POINT,
                            VERSION,
                            PARAMETERS,
                            EXPERIMENT_NAME,
                            EXPERIMENT_ID,
                            TRACKING_URI,
                            BACKEND,
                            ENV_MANAGER,
                            STORAGE_DIR,
                            RUN_ID,
                            RUN_NAME,
                            LogOptions.LEVEL,
                            LogOptions.FORMAT,
                            Option.refused("--docker-args", "NAME=VALUE", NO_DOCKER)
                                    .shortName("-A"),
                            Option.refused(
                                            "--backend-config",
                                            "FILE",
                                            "only the local backend is there, which has no configuration")
                                    .shortName("-c"),
                            Option.refused("--build-image", null, NO_DOCKER)),
                    List.of(
                            new Syntax.Example(
                                    "millrace run examples/breast-cancer -e train --experiment-name breast-cancer -P iterations=50",
                                    "A project in a folder, on the server that MLFLOW_TRACKING_URI names."),
                            new Syntax.Example(
                                    "millrace run https://github.com/mlflow/mlflow-example -v master -P alpha=0.5",
                                    "A project from git, at a branch.")))
            .parameters("URI", 1, 1);

    private RunOptions() {}
}
