package dev.millrace.cli.experiments;

import dev.millrace.api.model.Run;
import dev.millrace.api.model.ViewType;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.CommandException;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.RunSearch;
import dev.millrace.cli.tracking.TrackingCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** {@code experiments csv}. */
public final class ExperimentCsvCommand extends TrackingCommand {
    private static final Option FILE = Option.value(
                    "--filename", "FILE", "The file to write; without it the runs are printed.")
            .shortName("-o");

    /** Names that make MLflow compress the file. */
    private static final Pattern COMPRESSED = Pattern.compile(".*\\.(gz|bz2|zip|xz|zst|tar|tar\\.\\w+)");

    /** As many as MLflow takes. */
    private static final int MOST = 100_000;

    /** @param config what the process was started with */
    public ExperimentCsvCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "experiments csv",
                "Write the runs of an experiment as CSV.",
                "A line for each run that is not deleted, the newest first, at most " + MOST
                        + "; a column for each metric, parameter and tag that one of them has.",
                List.of(ExperimentOptions.ID, FILE),
                new Syntax.Example("millrace experiments csv -x 3 -o runs.csv", "Into a file."));
    }

    @Override
    protected void run(Call call) {
        String id = call.settings().get(ExperimentOptions.ID);
        String file = call.settings().find(FILE);
        if (file != null && COMPRESSED.matcher(file).matches()) {
            throw new UsageException("the file is not compressed; give a name such as runs.csv");
        }
        List<Run> runs = RunSearch.of(call.client(), id, ViewType.ACTIVE_ONLY, MOST);
        String table = RunsCsv.of(runs);
        if (file == null) {
            call.print(table);
            return;
        }
        try {
            Path target = call.folder().resolve(file);
            Files.writeString(target, table);
        } catch (IOException | InvalidPathException unwritable) {
            throw new CommandException("cannot write " + file + ": " + unwritable.getMessage(), unwritable);
        }
        call.print("Experiment with ID " + id + " has been exported as a CSV to file: " + file + ".");
    }
}
