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

/** {@code artifacts log-artifact}. */
public final class LogArtifactCommand extends TrackingCommand {
    private static final Option FILE =
            Option.value("--local-file", "FILE", "The file.").shortName("-l");

    /** @param config what the process was started with */
    public LogArtifactCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "artifacts log-artifact",
                "Store a file as an artifact of a run.",
                "",
                List.of(FILE, RunArtifacts.RUN_ID, RunArtifacts.PATH),
                new Syntax.Example(
                        "millrace artifacts log-artifact -l report.html -r 0ae1f9d2c1d94f0c8c9d8d5a7b6c5d4e -a reports",
                        "As reports/report.html."));
    }

    @Override
    protected void run(Call call) {
        Settings settings = call.settings();
        String named = settings.get(FILE);
        String run = settings.get(RunArtifacts.RUN_ID);
        String path = RunArtifacts.path(settings);
        Path file = call.folder().resolve(named).normalize();
        if (!Files.isRegularFile(file)) {
            throw new CommandException(
                    Files.isDirectory(file)
                            ? named + " is a folder: use `millrace artifacts log-artifacts`"
                            : "there is no file " + named);
        }
        String folder = RunArtifacts.below(RunArtifacts.root(call, run), path);
        new Artifacts(call.client()).upload(file, Artifacts.child(folder, String.valueOf(file.getFileName())));
        call.tell("Logged artifact from local file " + named + " to artifact_path=" + (path.isEmpty() ? "None" : path));
    }
}
