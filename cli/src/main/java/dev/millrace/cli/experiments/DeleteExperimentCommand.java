package dev.millrace.cli.experiments;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.DeleteExperiment;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.TrackingCommand;
import java.util.List;

/** {@code experiments delete}. */
public final class DeleteExperimentCommand extends TrackingCommand {
    /** @param config what the process was started with */
    public DeleteExperimentCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "experiments delete",
                "Mark an experiment and its runs as deleted.",
                "Until it is removed for good, `millrace experiments restore` brings it back.",
                List.of(ExperimentOptions.ID),
                new Syntax.Example("millrace experiments delete -x 3", "The experiment of that id."));
    }

    @Override
    protected void run(Call call) {
        String id = call.settings().get(ExperimentOptions.ID);
        call.client()
                .call(
                        Endpoints.DELETE_EXPERIMENT,
                        DeleteExperiment.builder().experimentId(id).build());
        call.print("Experiment with ID " + id + " has been deleted.");
    }
}
