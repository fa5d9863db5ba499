package dev.millrace.cli.runs;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.JsonValue;
import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.GetExperiment;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunInfo;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.RunTag;
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
import java.util.Locale;
import java.util.Map;

/** {@code runs create}. */
public final class CreateRunCommand extends TrackingCommand {
    private static final Option EXPERIMENT_ID =
            Option.value("--experiment-id", "ID", "The experiment of the run.").environment("MLFLOW_EXPERIMENT_ID");
    private static final Option EXPERIMENT_NAME = Option.value(
                    "--experiment-name", "NAME", "The experiment by its name; made when it does not exist.")
            .environment("MLFLOW_EXPERIMENT_NAME");
    private static final Option NAME =
            Option.value("--run-name", "NAME", "Its name; without it the server makes one up.");
    private static final Option DESCRIPTION = Option.value("--description", "TEXT", "What it is about.");
    private static final Option TAGS = Option.value("--tags", "KEY=VALUE", "A tag; may be given often.")
            .shortName("-t")
            .repeated();
    private static final Option STATUS = Option.value(
                    "--status", "STATUS", "How it ended: FINISHED, FAILED or KILLED, in any case.")
            .fallback("FINISHED");
    private static final Option PARENT = Option.value("--parent-run-id", "ID", "The run that it is a part of.");

    private static final String NOTE = "mlflow.note.content";

    /** @param config what the process was started with */
    public CreateRunCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "runs create",
                "Create a run that has ended already.",
                "For records of what was done elsewhere. Prints its id as JSON.",
                List.of(EXPERIMENT_ID, EXPERIMENT_NAME, NAME, DESCRIPTION, TAGS, STATUS, PARENT),
                new Syntax.Example(
                        "millrace runs create --experiment-name mill --run-name baseline -t env=test",
                        "In an experiment that is made when it is not there."));
    }

    @Override
    protected void run(Call call) {
        Settings settings = call.settings();
        // A flag for the one experiment must not meet a variable for the other.
        String id = settings.isFlag(EXPERIMENT_NAME) && !settings.isFlag(EXPERIMENT_ID)
                ? null
                : settings.find(EXPERIMENT_ID);
        String name = settings.isFlag(EXPERIMENT_ID) && !settings.isFlag(EXPERIMENT_NAME)
                ? null
                : settings.find(EXPERIMENT_NAME);
        if ((id == null) == (name == null)) {
            throw new UsageException("give --experiment-id or --experiment-name, and not both");
        }
        RunStatus status = status(settings);
        Map<String, String> own = tags(settings.list(TAGS));
        String experiment = id != null ? id : ensure(call, String.valueOf(name));
        create(call, experiment, status, own);
    }

    private static void create(Call call, String experiment, RunStatus status, Map<String, String> own) {
        Settings settings = call.settings();
        String runName = settings.find(NAME);
        CreateRun request = CreateRun.builder()
                .experimentId(experiment)
                .startTime(System.currentTimeMillis())
                .userId(call.user())
                .runName(runName)
                .tags(allTags(call, own))
                .build();
        Run run = call.writer().createRun(request);
        RunInfo info = run.info();
        String runId = info == null ? "" : String.valueOf(info.runId());
        call.writer().updateRun(runId, status, System.currentTimeMillis());
        Map<String, JsonValue> answer = new LinkedHashMap<>();
        answer.put("run_id", new JsonValue.Text(runId));
        answer.put("experiment_id", new JsonValue.Text(experiment));
        answer.put("status", new JsonValue.Text(status.name()));
        answer.put("run_name", PythonJson.text(runName));
        call.print(PythonJson.of(new JsonValue.Obj(answer), 2));
    }

    private static String ensure(Call call, String name) {
        String id = call.writer().ensureExperiment(name);
        GetExperiment request = GetExperiment.builder().experimentId(id).build();
        var found = call.writer().call(Endpoints.GET_EXPERIMENT, request).experiment();
        if (found != null && "deleted".equals(found.lifecycleStage())) {
            throw ApiException.invalid("The experiment '" + name + "' is deleted. Bring it back with `millrace"
                    + " experiments restore -x " + id + "`, or take another name.");
        }
        return id;
    }

    /** What MLflow's client says of every run that it begins, then what the user says. */
    private static List<RunTag> allTags(Call call, Map<String, String> own) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.user", call.user());
        tags.put("mlflow.source.name", "millrace");
        tags.put("mlflow.source.type", "LOCAL");
        tags.putAll(own);
        String description = call.settings().find(DESCRIPTION);
        if (description != null && !description.isEmpty()) {
            if (own.containsKey(NOTE)) {
                throw ApiException.invalid("The description is the tag " + NOTE + ": give only one of the two.");
            }
            tags.put(NOTE, description);
        }
        String parent = call.settings().find(PARENT);
        if (parent != null && !parent.isEmpty()) {
            RunInfo info = call.writer().run(parent).info();
            if (info != null && "deleted".equals(info.lifecycleStage())) {
                throw ApiException.invalid("The run " + parent + " is deleted, so no other can be a part of it.");
            }
            tags.put("mlflow.parentRunId", parent);
        }
        return tags.entrySet().stream()
                .map(tag -> new RunTag(tag.getKey(), tag.getValue()))
                .toList();
    }

    private static Map<String, String> tags(List<String> words) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new UsageException("--tags " + word + " is not KEY=VALUE");
            }
            if (tags.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new UsageException("tag " + word.substring(0, equals) + " is given twice");
            }
        }
        return tags;
    }

    private static RunStatus status(Settings settings) {
        return switch (settings.get(STATUS).toUpperCase(Locale.ROOT)) {
            case "FINISHED" -> RunStatus.FINISHED;
            case "FAILED" -> RunStatus.FAILED;
            case "KILLED" -> RunStatus.KILLED;
            default -> throw settings.wrong(STATUS, "FINISHED, FAILED or KILLED");
        };
    }
}
