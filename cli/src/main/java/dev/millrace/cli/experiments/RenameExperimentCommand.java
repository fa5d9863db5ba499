package dev.millrace.cli.experiments;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.UpdateExperiment;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.TrackingCommand;
import java.util.List;

/** {@code experiments rename}. */
public final class RenameExperimentCommand extends TrackingCommand {
    private static final Option NAME = Option.value("--new-name", "NAME", "Its new name, which no other has.");

    /** @param config what the process was started with */
    public RenameExperimentCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "experiments rename",
                "Give an experiment another name.",
                "",
                List.of(ExperimentOptions.ID, NAME),
                new Syntax.Example("millrace experiments rename -x 3 --new-name mill", "The experiment of that id."));
    }

    @Override
    protected void run(Call call) {
        String id = call.settings().get(ExperimentOptions.ID);
        String name = call.settings().get(NAME);
        call.client()
                .call(
                        Endpoints.UPDATE_EXPERIMENT,
                        UpdateExperiment.builder()
                                .experimentId(id)
                                .newName(name)
                                .build());
        call.print("Experiment with id " + id + " has been renamed to '" + name + "'.");
    }
}
