package dev.millrace.cli;

import dev.millrace.api.ApiException;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import dev.millrace.cli.quickstart.Quickstart;
import dev.millrace.cli.quickstart.QuickstartException;
import dev.millrace.cli.quickstart.Running;
import dev.millrace.cli.quickstart.Summary;
import dev.millrace.environments.EnvironmentException;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.environments.EnvironmentsConfig;
import dev.millrace.http.Logs;
import dev.millrace.projects.ProjectException;
import dev.millrace.projects.Shell;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.serving.model.InvalidModelException;
import java.nio.file.Path;
import java.util.List;

/** {@code quickstart}: from nothing to a served model. */
final class QuickstartCommand implements Command {
    private static final Option ONCE =
            Option.flag("--once", "Stop server and model at the end; the exit code is 0 only if every step worked.");
    private static final Option SAMPLE = Option.value(
                    "--sample", "NAME", "The sample project; without it python where there is a Python, else java.")
            .choices("python", "java");
    private static final Option FLAVOR = Option.value(
                    "--model-flavor",
                    "NAME",
                    "Which model is served: onnx runs in this process, sklearn in a Python worker.")
            .choices("onnx", "sklearn")
            .fallback("onnx");
    private static final Option DATA = Option.value("--data", "FOLDER", "Where database, artifacts and logs are kept.")
            .fallback("./millrace-data");
    private static final Option PORT = Option.value(
                    "--port", "PORT", "The first port that is tried for the server; the next free one is taken.")
            .shortName("-p")
            .fallback("5000");
    private static final Option ENV_MANAGER = Option.value(
                    "--env-manager",
                    "NAME",
                    "What makes Python environments; without it uv where it is installed, else virtualenv.")
            .choices("virtualenv", "uv");

    private final CliConfig config;

    QuickstartCommand(CliConfig config) {
        this.config = config;
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(
                "quickstart",
                "Start a server, train the sample project, register and serve its model.",
                "Trains and evaluates a classifier on real data, registers it, serves it, and compares what the server"
                        + " says with what the model itself says. Server and model stay until Ctrl-C."
                        + " What was fetched or built is kept, so that another call goes on where a broken one stopped.",
                List.of(ONCE, SAMPLE, FLAVOR, DATA, PORT, ENV_MANAGER, LogOptions.LEVEL),
                List.of(
                        new Syntax.Example("millrace quickstart", "And then open the address of the server."),
                        new Syntax.Example("millrace quickstart --once", "As a check: ends with exit code 0 or 1."),
                        new Syntax.Example(
                                "millrace quickstart --model-flavor sklearn", "Serve the sklearn model instead.")));
    }

    @Override
    public int run(Settings settings, Terminal terminal) throws Exception {
        // The steps tell what happens; of the log only what went wrong is of interest here.
        Logs.configure(
                Logs.Format.TEXT, settings.of(LogOptions.LEVEL).isDefault() ? "warn" : settings.get(LogOptions.LEVEL));
        Running running = new Running(Interruptible::isStopping);
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop"));
        try {
            Summary summary = steps(settings, running, terminal);
            terminal.out().print(summary.table());
            terminal.out().println();
            if (settings.isOn(ONCE)) {
                running.close();
                terminal.out().println("Server and model have been ended; what they logged stays. To go on with it:");
                terminal.out().println("  " + serverOn(settings.get(DATA)));
                return Main.OK;
            }
            terminal.out().println("Server and model run until Ctrl-C. To use the server from another shell:");
            terminal.out().println("  export MLFLOW_TRACKING_URI=" + summary.tracking());
            terminal.out().println("To go on with what it logged afterwards:");
            terminal.out().println("  " + serverOn(settings.get(DATA)));
            UntilStopped.keep();
            return Main.OK;
        } catch (QuickstartException
                | ProjectException
                | EnvironmentException
                | ApiException
                | DatabaseRefused
                | InvalidModelException failed) {
            throw new CommandException(String.valueOf(failed.getMessage()), failed);
        }
    }

    private static String serverOn(String folder) {
        Path data = Path.of(folder).normalize();
        return Shell.quote(CliConfig.program()) + " server --backend-store-uri "
                + Shell.quote("sqlite:///" + data.resolve("mlflow.db")) + " --artifacts-destination "
                + Shell.quote(data.resolve("artifacts").toString());
    }

    /** Ctrl-C is how the servers are ended later on; during the steps it is an interruption. */
    private Summary steps(Settings settings, Running running, Terminal terminal) throws Exception {
        try (Interruptible _ = new Interruptible(() -> terminal.err().println("millrace quickstart: interrupted"))) {
            return start(settings, running, terminal);
        } catch (Exception failed) {
            Interruptible.restIfStopping();
            throw failed;
        }
    }

    private Summary start(Settings settings, Running running, Terminal terminal) throws Exception {
        EnvironmentsConfig environments = EnvironmentsConfig.of(config.environment());
        EnvironmentTool tool = settings.optional(ENV_MANAGER)
                .map(EnvironmentTool::parse)
                .orElseGet(() -> EnvironmentTool.preferred(environments));
        boolean python = usesPython(settings, terminal);
        String flavor = settings.get(FLAVOR);
        if (!python && flavor.equals("sklearn")) {
            throw new UsageException("--model-flavor sklearn needs the Python sample");
        }
        Quickstart.Request request = new Quickstart.Request(
                config.folder().resolve(settings.get(DATA)).normalize(),
                settings.number(PORT, 1, 65_535),
                flavor,
                tool,
                config.environment(),
                config.examples(),
                config.home().resolve("lib"),
                config.javaHome());
        return Quickstart.run(request, python, running, terminal.out());
    }

    private boolean usesPython(Settings settings, Terminal terminal) {
        String sample = settings.find(SAMPLE);
        if (sample != null) {
            return sample.equals("python");
        }
        boolean found = Quickstart.hasPython(config.environment());
        if (!found) {
            terminal.out()
                    .println("There is no Python 3.10 or newer on this machine: running the sample in Java instead.");
        }
        return found;
    }
}
