package dev.millrace.cli.experiments;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.JsonValue;
import dev.millrace.api.model.Experiment;
import dev.millrace.api.model.ExperimentTag;
import dev.millrace.api.model.GetExperiment;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.PythonJson;
import dev.millrace.cli.tracking.TrackingCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code experiments get}. */
public final class GetExperimentCommand extends TrackingCommand {
    private static final Option NAME = Option.value("--experiment-name", "NAME", "Its name, instead of its id.")
            .shortName("-n");
    private static final Option OUTPUT = Option.value("--output", "FORMAT", "Lines for people, or a JSON object.")
            .choices("json", "table")
            .fallback("table");
    private static final Option AS_JSON = Option.flag("--json", "The same as --output json.");

    /** @param config what the process was started with */
    public GetExperimentCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "experiments get",
                "Show an experiment.",
                "",
                List.of(ExperimentOptions.ID, NAME, OUTPUT, AS_JSON),
                new Syntax.Example("millrace experiments get -n Default", "The one of that name."));
    }

    @Override
    protected void run(Call call) {
        Settings settings = call.settings();
        Experiment experiment = find(call, settings.find(ExperimentOptions.ID), settings.find(NAME));
        call.print(
                settings.isOn(AS_JSON) || settings.get(OUTPUT).equals("json")
                        ? PythonJson.of(json(experiment), 2)
                        : lines(experiment));
    }

    private static Experiment find(Call call, @Nullable String id, @Nullable String name) {
        Experiment found;
        if (id != null && name == null) {
            GetExperiment request = GetExperiment.builder().experimentId(id).build();
            found = call.client().call(Endpoints.GET_EXPERIMENT, request).experiment();
        } else if (name != null && id == null) {
            found = call.client().findExperiment(name).orElse(null);
        } else {
            throw new UsageException("give --experiment-id or --experiment-name, and not both");
        }
        if (found == null) {
            throw ApiException.notFound("Experiment with name '" + name + "' does not exist.");
        }
        return found;
    }

    private static String lines(Experiment experiment) {
        Map<String, @Nullable Object> lines = new LinkedHashMap<>();
        lines.put("Experiment ID", experiment.experimentId());
        lines.put("Name", experiment.name());
        lines.put("Artifact Location", experiment.artifactLocation());
        lines.put("Lifecycle Stage", experiment.lifecycleStage());
        lines.put("Creation Time", orAbsent(experiment.creationTime()));
        lines.put("Last Update Time", orAbsent(experiment.lastUpdateTime()));
        lines.put(
                "Tags",
                experiment.tags().stream()
                        .map(tag -> tag.key() + "=" + tag.value())
                        .collect(Collectors.joining(", ")));
        int widest = lines.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        return lines.entrySet().stream()
                .map(line -> line.getKey() + " ".repeat(widest - line.getKey().length()) + ": " + line.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static Object orAbsent(@Nullable Long time) {
        return time == null || time == 0 ? "N/A" : time;
    }

    /** MLflow prints the properties of its Python object, by name. */
    private static JsonValue json(Experiment experiment) {
        Map<String, JsonValue> tags = new LinkedHashMap<>();
        for (ExperimentTag tag : experiment.tags()) {
            tags.put(String.valueOf(tag.key()), PythonJson.text(tag.value()));
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("artifact_location", PythonJson.text(experiment.artifactLocation()));
        members.put("creation_time", PythonJson.time(experiment.creationTime()));
        members.put(
                "effective_trace_archival_retention", PythonJson.text(experiment.effectiveTraceArchivalRetention()));
        members.put("experiment_id", PythonJson.text(experiment.experimentId()));
        members.put("last_update_time", PythonJson.time(experiment.lastUpdateTime()));
        members.put("lifecycle_stage", PythonJson.text(experiment.lifecycleStage()));
        members.put("name", PythonJson.text(experiment.name()));
        members.put("tags", new JsonValue.Obj(tags));
        members.put("trace_location", new JsonValue.Null());
        members.put("workspace", PythonJson.text(experiment.workspace() == null ? "default" : experiment.workspace()));
        return new JsonValue.Obj(members);
    }
}
