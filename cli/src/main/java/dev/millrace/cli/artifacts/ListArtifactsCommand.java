package dev.millrace.cli.artifacts;

import dev.millrace.api.JsonValue;
import dev.millrace.api.model.FileInfo;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.PythonJson;
import dev.millrace.cli.tracking.TrackingCommand;
import dev.millrace.client.Artifacts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code artifacts list}. */
public final class ListArtifactsCommand extends TrackingCommand {
    private static final Option AS_JSON = Option.flag("--json", "Changes nothing: the list is JSON in any case.");

    /** @param config what the process was started with */
    public ListArtifactsCommand(CliConfig config) {
        super(config);
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "artifacts list",
                "List artifacts of a run, as JSON.",
                "What lies in one folder, with paths below the run's root and sizes in bytes; an empty list where there"
                        + " is nothing.",
                List.of(RunArtifacts.RUN_ID, RunArtifacts.PATH, AS_JSON),
                new Syntax.Example(
                        "millrace artifacts list -r 0ae1f9d2c1d94f0c8c9d8d5a7b6c5d4e -a plots",
                        "In its folder plots."));
    }

    @Override
    protected void run(Call call) {
        String run = call.settings().get(RunArtifacts.RUN_ID);
        String path = RunArtifacts.path(call.settings());
        String address = RunArtifacts.below(RunArtifacts.root(call, run), path);
        call.print(new Artifacts(call.client())
                .list(address).stream()
                        .map(file -> PythonJson.of(json(file, path), 2))
                        .collect(Collectors.joining(", ", "[", "]")));
    }

    private static JsonValue json(FileInfo file, String folder) {
        String name = String.valueOf(file.path());
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("path", new JsonValue.Text(folder.isEmpty() ? name : folder + "/" + name));
        members.put("is_dir", new JsonValue.Bool(Boolean.TRUE.equals(file.isDir())));
        if (file.fileSize() != null && !Boolean.TRUE.equals(file.isDir())) {
            members.put("file_size", new JsonValue.Num(String.valueOf(file.fileSize())));
        }
        return new JsonValue.Obj(members);
    }
}
