package dev.millrace.client;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.model.GetLatestVersions;
import dev.millrace.api.model.GetModelVersionDownloadUri;
import dev.millrace.api.model.LoggedModelInfo;
import dev.millrace.api.model.ModelOutput;
import dev.millrace.api.model.ModelVersion;
import dev.millrace.api.model.Run;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds models by their addresses and fetches their files. */
public final class Models {
    private final TrackingClient client;
    private final Artifacts artifacts;

    public Models(TrackingClient client) {
        this.client = client;
        this.artifacts = new Artifacts(client);
    }

    /**
     * Fetches the files of a model, or of a run, into a folder, which is made.
     *
     * @param address {@code models:/name/version}, {@code models:/name@alias}, {@code models:/m-…} or
     *     {@code runs:/id/path}
     */
    public void download(String address, Path folder) {
        artifacts.downloadAll(root(ModelAddress.parse(address)), folder);
    }

    /**
     * The same, and also for {@code mlflow-artifacts:} addresses; where the address names one file, only that is fetched.
     *
     * @return the file, or else the folder
     */
    public Path fetch(String address, Path folder) {
        String from = ModelAddress.isOne(address) ? root(ModelAddress.parse(address)) : address;
        return artifacts.downloadAll(from, folder);
    }

    /** The address of the folder that holds the files. */
    public String root(ModelAddress address) {
        return switch (address) {
            case ModelAddress.Logged(String id) -> rootOfLogged(id);
            case ModelAddress.OfRun(String run, String path) -> rootInRun(client.run(run), path);
            case ModelAddress.Alias(String name, String alias) ->
                rootOfVersion(name, number(client.modelVersionByAlias(name, alias)));
            case ModelAddress.Version(String name, String version) ->
                rootOfVersion(name, version.equals("latest") ? latest(name) : version);
        };
    }

    private String rootOfVersion(String name, String version) {
        GetModelVersionDownloadUri request =
                GetModelVersionDownloadUri.builder().name(name).version(version).build();
        String uri = TrackingClient.present(
                client.call(Endpoints.GET_MODEL_VERSION_DOWNLOAD_URI, request).artifactUri(), "artifact_uri");
        return ModelAddress.isOne(uri) ? root(ModelAddress.parse(uri)) : uri;
    }

    private String latest(String name) {
        List<ModelVersion> versions = client.call(
                        Endpoints.GET_LATEST_VERSIONS,
                        GetLatestVersions.builder().name(name).build())
                .modelVersions();
        return versions.stream()
                .map(Models::number)
                .max(Comparator.comparingLong(Long::parseLong))
                .orElseThrow(() -> ApiException.notFound("The registered model '" + name + "' has no version."));
    }

    private static String number(ModelVersion version) {
        return TrackingClient.present(version.version(), "version");
    }

    private String rootOfLogged(String id) {
        LoggedModelInfo info = TrackingClient.present(client.loggedModel(id).info(), "info");
        return TrackingClient.present(info.artifactUri(), "artifact_uri");
    }

    /** A model that was logged under the name wins; it may hold the rest of the path. Otherwise it is a run's file. */
    private String rootInRun(Run run, String path) {
        String[] parts = path.split("/", 2);
        Optional<String> logged = logged(run, parts[0]).map(LoggedModelInfo::artifactUri);
        if (logged.isPresent()) {
            return parts.length == 1 ? logged.get() : Artifacts.child(logged.get(), parts[1]);
        }
        String root = run.info() == null ? null : run.info().artifactUri();
        String inRun = Artifacts.child(TrackingClient.present(root, "artifact_uri"), path);
        if (artifacts.list(inRun).isEmpty() && !path.contains(".")) {
            throw new ApiException(
                    ErrorCode.RESOURCE_DOES_NOT_EXIST,
                    "The run has neither a model nor artifacts named '" + path + "'.");
        }
        return inRun;
    }

    /**
     * The model that a run logged under a name: of several that of the largest step, and of those the newest. The server
     * lists them in no particular order.
     */
    public Optional<LoggedModelInfo> logged(Run run, String name) {
        if (run.outputs() == null) {
            return Optional.empty();
        }
        record Candidate(LoggedModelInfo info, long step) {}
        return run.outputs().modelOutputs().stream()
                .flatMap(output -> info(output).map(info -> new Candidate(info, orZero(output.step()))).stream())
                .filter(candidate -> name.equals(candidate.info().name()))
                .max(Comparator.comparingLong(Candidate::step)
                        .thenComparingLong(candidate -> orZero(candidate.info().creationTimestampMs())))
                .map(Candidate::info);
    }

    private Optional<LoggedModelInfo> info(ModelOutput output) {
        return Optional.ofNullable(output.modelId())
                .map(id -> client.loggedModel(id).info());
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }
}
