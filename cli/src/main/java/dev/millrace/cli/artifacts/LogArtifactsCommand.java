package dev.millrace.cli.artifacts;

import dev.millrace.cli.CliConfig;
import dev.millrace.cli.CommandException;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.TrackingCommand;
import dev.millrace.client.Artifacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code artifacts log-artifacts}. */
public final class LogArtifactsCommand extends TrackingCommand {
    private static final Option FOLDER =
            Option.value("--local-dir", "FOLDER", "The folder.").shortName("-l");

    /** @param config what the process was started with */
    public LogArtifactsCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "artifacts log-artifacts",
                "Store what is in a folder as artifacts of a run.",
                "A folder that is not there is an error, unlike in MLflow, which then stores nothing and says that it did.",
                List.of(FOLDER, RunArtifacts.RUN_ID, RunArtifacts.PATH),
                new Syntax.Example(
                        "millrace artifacts log-artifacts -l plots -r 0ae1f9d2c1d94f0c8c9d8d5a7b6c5d4e -a plots",
                        "Below plots/."));
    }

    @Override
    protected void run(Call call) {
        Settings settings = call.settings();
        String named = settings.get(FOLDER);
        String run = settings.get(RunArtifacts.RUN_ID);
        String path = RunArtifacts.path(settings);
        Path folder = call.folder().resolve(named).normalize();
        if (!Files.isDirectory(folder)) {
            throw new CommandException(
                    Files.exists(folder)
                            ? named + " is a file: use `millrace artifacts log-artifact`"
                            : "there is no folder " + named);
        }
        new Artifacts(call.client()).uploadAll(folder, RunArtifacts.below(RunArtifacts.root(call, run), path));
        call.tell("Logged artifact from local dir " + named + " to artifact_path=" + (path.isEmpty() ? "None" : path));
    }
}
