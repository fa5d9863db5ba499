package dev.millrace.cli.artifacts;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.LoggedModelInfo;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunInfo;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.tracking.Call;
import dev.millrace.client.Artifacts;
import dev.millrace.client.Models;
import java.util.Arrays;

/** The options that say which artifacts of which run, and where these lie. */
final class RunArtifacts {
    static final Option RUN_ID = Option.value("--run-id", "ID", "The run.").shortName("-r");
    static final Option PATH = Option.value(
                    "--artifact-path", "PATH", "The place among the run's artifacts; without it their root.")
            .shortName("-a");

    private RunArtifacts() {}

    /**
     * The place that the user named, "" for the root.
     *
     * @throws ApiException for one that leads out of the run
     */
    static String path(Settings settings) {
        return checked(settings.optional(PATH).orElse("").replaceFirst("/+$", ""));
    }

    /**
     * The same path.
     *
     * @throws ApiException for one that leads out of the run
     */
    static String checked(String path) {
        if (path.startsWith("/") || Arrays.asList(path.split("/", -1)).contains("..")) {
            throw ApiException.invalid("The artifact path '" + path + "' leads out of the run: write a path below the"
                    + " run's root, without a slash at its beginning and without ..");
        }
        return path;
    }

    /** The address of the run's root. */
    static String root(Call call, String runId) {
        return root(call.client().run(runId), runId);
    }

    private static String root(Run run, String runId) {
        RunInfo info = run.info();
        String root = info == null ? null : info.artifactUri();
        if (root == null) {
            throw ApiException.notFound("The run " + runId + " has no place for artifacts.");
        }
        return root;
    }

    /** The address of a place in a run; a model that was logged under the name is one, too, and wins. */
    static String address(Call call, String runId, String path) {
        String[] parts = path.split("/", 2);
        Run run = call.client().run(runId);
        String model = new Models(call.client())
                .logged(run, parts[0])
                .map(LoggedModelInfo::artifactUri)
                .orElse(null);
        if (model == null) {
            return below(root(run, runId), path);
        }
        return parts.length == 1 ? model : Artifacts.child(model, parts[1]);
    }

    /** The address of a place below a root. */
    static String below(String root, String path) {
        return path.isEmpty() ? root : Artifacts.child(root, path);
    }
}
