package dev.millrace.server.registry;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.LocalArtifactStore;
import dev.millrace.server.tracking.ArtifactLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a model version may be made from an address. Without these rules a client could register any file of
 * the server as a model and download it: addresses on this server must lie inside the run or logged model that the
 * request names, and no address may climb.
 */
final class ModelSource {
    private static final List<String> PROXY_ROUTE = List.of("api", "2.0", "mlflow-artifacts", "artifacts");

    private final String source;
    private final ArtifactUri uri;

    ModelSource(String source) {
        this.source = source;
        this.uri = ArtifactUri.parse(source);
    }

    /** Where the artifacts of a run or a logged model lie. */
    @FunctionalInterface
    interface Owner {
        /** The location; null when there is no such run or model. */
        @Nullable
        String artifactLocation(String id) throws SQLException;
    }

    ArtifactUri uri() {
        return uri;
    }

    /**
     * The address to open the artifacts by: of a path on this server one that means the same wherever the server is
     * started later, and to whoever else opens it.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE when there is none that opens the very path that is checked, as when an
     *     escaped slash stands before a step upwards
     */
    String storageLocation() {
        if (!isLocal()) {
            return source;
        }
        Path path = Path.of(uri.path());
        String location = source;
        if (!path.isAbsolute() || !path.equals(path.normalize())) {
            String shortest = path.toAbsolutePath().normalize().toString();
            location = uri.scheme().isEmpty() ? shortest : "file://" + shortest;
        }
        if (!ArtifactUri.parse(location).localPath().equals(uri.localPath())) {
            throw ApiException.invalid(
                    "Invalid model version source: '%s'. Write the path without '..' and without escaped slashes."
                            .formatted(source));
        }
        return location;
    }

    boolean isModelsUri() {
        return uri.scheme().equals("models");
    }

    /** What a {@code models:/} source names; refused when it names nothing. */
    ModelsUri models() {
        ModelsUri parsed = ModelsUri.parse(uri.path());
        if (parsed == null) {
            throw notOwned("model_id");
        }
        return parsed;
    }

    /**
     * Checks a source of a request that names a logged model.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE when the source does not belong to that model
     */
    void checkBelongsToModel(String modelId, Owner models) throws SQLException {
        if (isLocal()) {
            checkLocal(modelId, "model_id", models);
            return;
        }
        checkDoesNotClimb();
        switch (uri.scheme()) {
            case "models" -> {
                requireNoAuthority("model_id");
                if (models() instanceof ModelsUri.LoggedModel(String id) && !id.equals(modelId)) {
                    throw notOwned("model_id");
                }
            }
            case "runs" -> throw notOwned("model_id");
            default -> checkProxied(modelId, "model_id", models);
        }
    }

    /**
     * Checks a source of a request without a logged model.
     *
     * @param runId the run that the request names; null or empty for none
     * @throws ApiException INVALID_PARAMETER_VALUE when the source does not belong to that run
     */
    void checkBelongsToRun(@Nullable String runId, Owner runs) throws SQLException {
        if (isLocal()) {
            checkLocal(runId, "run_id", runs);
            return;
        }
        checkDoesNotClimb();
        switch (uri.scheme()) {
            case "runs" -> {
                requireNoAuthority("run_id");
                String[] parts = uri.path().replaceFirst("^/+", "").split("/", 2);
                if (parts[0].isEmpty() || !parts[0].equals(runId)) {
                    throw notOwned("run_id");
                }
            }
            case "models" -> {
                requireNoAuthority("model_id");
                if (models() instanceof ModelsUri.LoggedModel) {
                    throw notOwned("model_id");
                }
            }
            default -> checkProxied(runId, "run_id", runs);
        }
    }

    private boolean isLocal() {
        if (ArtifactLocation.isOfWindows(source)) {
            return false;
        }
        if (uri.isLocal() && !uri.isOfThisMachine()) {
            throw ApiException.invalid(
                    "Invalid model version source: '%s'. A file of another host cannot be read.".formatted(source));
        }
        return uri.isLocal();
    }

    private void checkLocal(@Nullable String id, String parameter, Owner owner) throws SQLException {
        if (id != null && !id.isEmpty()) {
            String location = owner.artifactLocation(id);
            if (location == null) {
                throw notOwned(parameter);
            }
            ArtifactUri root = ArtifactUri.parse(location);
            if (root.isLocal() && !ArtifactLocation.isOfWindows(location) && isBelow(uri, root)) {
                return;
            }
        }
        throw ApiException.invalid(
                "Invalid model version source: '%1$s'. To use a local path as a model version source, the %2$s request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the %2$s."
                        .formatted(source, parameter));
    }

    /** Compares the very paths that are opened later, with all links followed as far as there are files. */
    private static boolean isBelow(ArtifactUri uri, ArtifactUri root) {
        try {
            return LocalArtifactStore.realPath(uri.localPath())
                    .startsWith(LocalArtifactStore.realPath(root.localPath()));
        } catch (ApiException | IOException e) {
            return false;
        }
    }

    /** Proxied artifacts lie on this server, whichever of the two ways they are addressed. */
    private void checkProxied(@Nullable String id, String parameter, Owner owner) throws SQLException {
        if (!isProxied()) {
            return;
        }
        String location = id == null || id.isEmpty() ? null : owner.artifactLocation(id);
        if (location == null || !uri.isWithin(ArtifactUri.parse(location))) {
            throw notOwned(parameter);
        }
    }

    private boolean isProxied() {
        if (uri.scheme().equals("mlflow-artifacts")) {
            return true;
        }
        return uri.scheme().startsWith("http") && Collections.indexOfSubList(uri.segments(), PROXY_ROUTE) >= 0;
    }

    /** The path has to be absolute and in its shortest form, also after all escapes are decoded. */
    private void checkDoesNotClimb() {
        String decoded = decoded();
        String address = ArtifactLocation.isOfWindows(decoded) ? decoded.substring("c:".length()) : decoded;
        String path = ArtifactUri.parse(address).path().replaceFirst("/+$", "").replaceAll("/+", "/");
        boolean climbs = List.of(decoded.split("/", -1)).contains("..");
        boolean shortest = path.startsWith("/") && !List.of(path.split("/", -1)).contains(".");
        if (climbs || !shortest || path.indexOf('\0') >= 0) {
            throw ApiException.invalid(
                    "Invalid model version source: '%s'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path."
                            .formatted(source));
        }
    }

    private String decoded() {
        try {
            return ArtifactUri.decodedFully(source);
        } catch (ApiException e) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Invalid model version source: '%s'. %s".formatted(source, e.getMessage()),
                    e);
        }
    }

    private void requireNoAuthority(String parameter) {
        if (!uri.authority().isEmpty()) {
            throw notOwned(parameter);
        }
    }

    private ApiException notOwned(String parameter) {
        return ApiException.invalid(
                "Invalid model version source: '%s'. The %s request parameter must identify the resource that contains the source."
                        .formatted(source, parameter));
    }
}
