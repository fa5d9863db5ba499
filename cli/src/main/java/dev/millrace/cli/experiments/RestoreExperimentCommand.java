package dev.millrace.cli.experiments;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.RestoreExperiment;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.TrackingCommand;
import java.util.List;

/** {@code experiments restore}. */
public final class RestoreExperimentCommand extends TrackingCommand {
    /** @param config what the process was started with */
    public RestoreExperimentCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "experiments restore",
                "Bring a deleted experiment back, with its runs.",
                "",
                List.of(ExperimentOptions.ID),
                new Syntax.Example("millrace experiments restore -x 3", "The experiment of that id."));
    }

    @Override
    protected void run(Call call) {
        String id = call.settings().get(ExperimentOptions.ID);
        call.client()
                .call(
                        Endpoints.RESTORE_EXPERIMENT,
                        RestoreExperiment.builder().experimentId(id).build());
        call.print("Experiment with id " + id + " has been restored.");
    }
}
