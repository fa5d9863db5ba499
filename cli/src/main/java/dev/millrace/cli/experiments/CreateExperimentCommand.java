package dev.millrace.cli.experiments;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreateExperiment;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.TrackingCommand;
import java.util.List;

/** {@code experiments create}. */
public final class CreateExperimentCommand extends TrackingCommand {
    private static final Option NAME = Option.value("--experiment-name", "NAME", "Its name, which no other has.")
            .shortName("-n");
    private static final Option LOCATION = Option.value(
                    "--artifact-location", "URI", "Where its runs keep their artifacts; without it the server decides.")
            .shortName("-l");
    private static final Option RETENTION =
            Option.refused("--trace-archival-retention", "DURATION", "traces are not archived; leave this out");

    /** @param config what the process was started with */
    public CreateExperimentCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "experiments create",
                "Create an experiment.",
                "",
                List.of(NAME, LOCATION, RETENTION),
                new Syntax.Example("millrace experiments create -n breast-cancer", "Prints its id."));
    }

    @Override
    protected void run(Call call) {
        Settings settings = call.settings();
        String name = settings.get(NAME);
        var request = CreateExperiment.builder().name(name).artifactLocation(settings.find(LOCATION));
        String id =
                call.writer().call(Endpoints.CREATE_EXPERIMENT, request.build()).experimentId();
        call.print("Created experiment '" + name + "' with id " + id);
    }
}
