package dev.millrace.cli.runs;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.DeleteRun;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.TrackingCommand;
import java.util.List;

/** {@code runs delete}. */
public final class DeleteRunCommand extends TrackingCommand {
    /** @param config what the process was started with */
    public DeleteRunCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "runs delete",
                "Mark a run as deleted.",
                "Until it is removed for good, `millrace runs restore` brings it back.",
                List.of(RunIdOption.RUN_ID),
                new Syntax.Example(
                        "millrace runs delete --run-id 0ae1f9d2c1d94f0c8c9d8d5a7b6c5d4e", "The run of that id."));
    }

    @Override
    protected void run(Call call) {
        String id = call.settings().get(RunIdOption.RUN_ID);
        call.client().call(Endpoints.DELETE_RUN, DeleteRun.builder().runId(id).build());
        call.print("Run with ID " + id + " has been deleted.");
    }
}
