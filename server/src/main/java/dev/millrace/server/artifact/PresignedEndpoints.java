package dev.millrace.server.artifact;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreatePresignedDownloadUrl;
import dev.millrace.api.model.CreatePresignedDownloadUrlResponse;
import dev.millrace.api.model.CreatePresignedUploadUrl;
import dev.millrace.api.model.CreatePresignedUploadUrlResponse;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.server.Routes;
import org.jspecify.annotations.Nullable;

/**
 * Addresses through which a client reaches a cloud's storage by itself. The local disk has none, so each request that is sound
 * is refused in the way that MLflow refuses it for such a store.
 */
public final class PresignedEndpoints {

    /** The longest life of an address that the clouds grant: a week. */
    private static final long LONGEST_SECONDS = 604_800;

    private static final long DEFAULT_SECONDS = 300;

    private final ArtifactRoots roots;

    public PresignedEndpoints(ArtifactRoots roots) {
        this.roots = roots;
    }

    public void bind(Routes routes) {
        routes.bind(Endpoints.CREATE_PRESIGNED_UPLOAD_URL, this::upload)
                .bind(Endpoints.CREATE_PRESIGNED_DOWNLOAD_URL, this::download);
    }

    private CreatePresignedUploadUrlResponse upload(CreatePresignedUploadUrl request) {
        String run = request.runId();
        String model = request.modelId();
        if (isGiven(run) == isGiven(model)) {
            throw ApiException.invalid("Exactly one of run_id and model_id must be provided.");
        }
        checkPath(request.path());
        String root = isGiven(run) ? roots.ofRun(run) : roots.ofLoggedModel(String.valueOf(model));
        if (ArtifactLocator.isProxied(root)) {
            throw ApiException.invalid(
                    "Presigned upload is not supported for proxied artifact storage (artifact URI scheme: %s). This endpoint requires a direct cloud storage artifact URI."
                            .formatted(ArtifactUri.parse(root).scheme()));
        }
        throw ApiException.notImplemented("Presigned upload is not supported for the current artifact repository");
    }

    private CreatePresignedDownloadUrlResponse download(CreatePresignedDownloadUrl request) {
        checkPath(request.path());
        Long asked = request.expiration();
        long expiration = asked == null ? DEFAULT_SECONDS : asked;
        if (expiration < 1 || expiration > LONGEST_SECONDS) {
            throw ApiException.invalid(
                    "expiration must be between 1 and %d seconds (got %d).".formatted(LONGEST_SECONDS, expiration));
        }
        String root = roots.ofRun(request.runId());
        if (ArtifactLocator.isProxied(root)) {
            throw ApiException.invalid(
                    "Presigned download is not supported for runs with proxied artifact storage (artifact URI scheme: %s). This endpoint requires a run with a direct cloud storage artifact URI."
                            .formatted(ArtifactUri.parse(root).scheme()));
        }
        throw ApiException.notImplemented("Presigned download is not supported for the current artifact repository");
    }

    private static void checkPath(@Nullable String path) {
        ArtifactPath.parse(String.valueOf(path));
    }

    private static boolean isGiven(@Nullable String id) {
        return id != null && !id.isEmpty();
    }
}
