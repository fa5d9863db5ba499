package dev.millrace.cli;

import dev.millrace.api.ApiException;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import dev.millrace.cli.tracking.NamedTracking;
import dev.millrace.client.Tracking;
import dev.millrace.environments.EnvironmentException;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.projects.ProjectException;
import dev.millrace.projects.ProjectOutput;
import dev.millrace.projects.ProjectRequest;
import dev.millrace.projects.ProjectResult;
import dev.millrace.projects.ProjectRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code run}: runs a project and waits for its end. */
final class RunCommand implements Command {
    private static final Pattern SCRIPT = Pattern.compile(".*\\.(py|sh|R)");

    private final CliConfig config;

    RunCommand(CliConfig config) {
        this.config = config;
    }

    @Override
    public Syntax syntax() {
        return RunOptions.SYNTAX;
    }

    @Override
    public int run(Settings settings, Terminal terminal) {
        LogOptions.apply(settings);
        ProjectRequest request = request(settings, terminal);
        ProjectRunner runner =
                new ProjectRunner(new ProjectOutput(line -> terminal.err().println("millrace run: " + line), null));
        // Of a run, the runner itself tells what became of it.
        try (Interruptible interruptible = new Interruptible(() -> {
            if (!runner.tracksRun()) {
                terminal.err().println("millrace run: interrupted");
            }
        })) {
            return interruptible.call(() -> run(runner, request, terminal));
        }
    }

    private static int run(ProjectRunner runner, ProjectRequest request, Terminal terminal) {
        try {
            ProjectResult result = runner.run(request);
            if (result.succeeded()) {
                terminal.err().println("millrace run: run " + result.runId() + " is " + result.status());
                return Main.OK;
            }
            throw new CommandException("run " + result.runId() + " is " + result.status()
                    + ": the project ended with exit code " + result.exitCode());
        } catch (ProjectException | EnvironmentException | ApiException failed) {
            if (failed instanceof ProjectException && lacksProjectFile(request)) {
                throw new CommandException(
                        "there is no MLproject file in " + named(request).normalize()
                                + ". Without one, only a script is an entry point: -e NAME.py, NAME.sh or NAME.R",
                        failed);
            }
            throw new CommandException(String.valueOf(failed.getMessage()), failed);
        }
    }

    private ProjectRequest request(Settings settings, Terminal terminal) {
        // A flag for the one experiment must not meet a variable for the other.
        boolean named = settings.isFlag(RunOptions.EXPERIMENT_NAME);
        boolean numbered = settings.isFlag(RunOptions.EXPERIMENT_ID);
        if (named && numbered) {
            throw new UsageException("give --experiment-name or --experiment-id, not both");
        }
        String id = named ? null : settings.find(RunOptions.EXPERIMENT_ID);
        Tracking tracking = NamedTracking.made(
                settings,
                RunOptions.TRACKING_URI,
                config,
                line -> terminal.err().println("millrace run: " + line));
        return ProjectRequest.of(settings.parameters().getFirst(), tracking)
                .entryPoint(settings.get(RunOptions.ENTRY_POINT))
                .version(settings.find(RunOptions.VERSION))
                .parameters(parameters(settings.list(RunOptions.PARAMETERS)))
                .experimentName(id != null ? null : settings.find(RunOptions.EXPERIMENT_NAME))
                .experimentId(id)
                .runId(settings.find(RunOptions.RUN_ID))
                .runName(settings.find(RunOptions.RUN_NAME))
                .tool(settings.optional(RunOptions.ENV_MANAGER)
                        .map(EnvironmentTool::parse)
                        .orElse(null))
                .storageFolder(
                        settings.optional(RunOptions.STORAGE_DIR).map(Path::of).orElse(null))
                .folder(config.folder())
                .variables(config.environment())
                .build();
    }

    /** Whether an entry point that is no script was asked of a folder that has no MLproject file. */
    private static boolean lacksProjectFile(ProjectRequest request) {
        if (SCRIPT.matcher(request.entryPoint()).matches() || request.version() != null) {
            return false;
        }
        try (Stream<Path> files = Files.list(named(request))) {
            return files.noneMatch(file -> file.getFileName().toString().equalsIgnoreCase("MLproject"));
        } catch (IOException | InvalidPathException elsewhere) {
            return false;
        }
    }

    /** The folder that the address of a project is, where it is one. */
    private static Path named(ProjectRequest request) {
        return request.folder().resolve(request.uri().replace('#', '/'));
    }

    private static Map<String, String> parameters(List<String> words) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw new UsageException("-P " + word + " is not NAME=VALUE");
            }
            if (parameters.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new UsageException("parameter " + word.substring(0, equals) + " is given twice");
            }
        }
        return parameters;
    }
}
