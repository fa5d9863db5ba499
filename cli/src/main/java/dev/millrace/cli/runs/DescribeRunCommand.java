package dev.millrace.cli.runs;

import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.PythonJson;
import dev.millrace.cli.tracking.TrackingCommand;
import java.util.List;

/** {@code runs describe}. */
public final class DescribeRunCommand extends TrackingCommand {
    private static final int INDENT = 4;

    /** @param config what the process was started with */
    public DescribeRunCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "runs describe",
                "Print all that is known of a run, as JSON.",
                "Metrics that are no number are printed as NaN and Infinity, as MLflow does.",
                List.of(RunIdOption.RUN_ID),
                new Syntax.Example(
                        "millrace runs describe --run-id 0ae1f9d2c1d94f0c8c9d8d5a7b6c5d4e", "The run of that id."));
    }

    @Override
    protected void run(Call call) {
        String id = call.settings().get(RunIdOption.RUN_ID);
        call.print(PythonJson.of(RunDescription.of(call.client().run(id)), INDENT));
    }
}
