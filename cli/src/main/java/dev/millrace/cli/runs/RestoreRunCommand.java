package dev.millrace.cli.runs;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.RestoreRun;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.TrackingCommand;
import java.util.List;

/** {@code runs restore}. */
public final class RestoreRunCommand extends TrackingCommand {
    /** @param config what the process was started with */
    public RestoreRunCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "runs restore",
                "Bring a deleted run back.",
                "",
                List.of(RunIdOption.RUN_ID),
                new Syntax.Example(
                        "millrace runs restore --run-id 0ae1f9d2c1d94f0c8c9d8d5a7b6c5d4e", "The run of that id."));
    }

    @Override
    protected void run(Call call) {
        String id = call.settings().get(RunIdOption.RUN_ID);
        call.client().call(Endpoints.RESTORE_RUN, RestoreRun.builder().runId(id).build());
        call.print("Run with id " + id + " has been restored.");
    }
}
