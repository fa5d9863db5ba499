package dev.millrace.server.artifact;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreatePresignedDownloadUrl;
import dev.millrace.api.model.CreatePresignedDownloadUrlResponse;
import dev.millrace.api.model.CreatePresignedUploadUrl;
import dev.millrace.api.model.CreatePresignedUploadUrlResponse;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.SignedAccess;
import dev.millrace.artifacts.SignedAccess.SignedRequest;
import dev.millrace.server.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Addresses through which a client reaches a cloud's storage by itself. For a store that has none, such as the local disk, a
 * request that is sound is refused in the way that MLflow refuses it.
 */
public final class PresignedEndpoints {

    /** The longest life of an address that the clouds grant: a week. */
    private static final long LONGEST_SECONDS = 604_800;

    /** How long the address of a download is of use when nobody says. */
    static final long DEFAULT_SECONDS = 300;

    private static final long UPLOAD_SECONDS = 900;

    private final ArtifactRoots roots;
    private final ArtifactLocator locator;

    public PresignedEndpoints(ArtifactRoots roots, ArtifactLocator locator) {
        this.roots = roots;
        this.locator = locator;
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
        ArtifactPath path = ArtifactPath.parse(String.valueOf(request.path()));
        String root = isGiven(run) ? roots.ofRun(run) : roots.ofLoggedModel(String.valueOf(model));
        if (ArtifactLocator.isProxied(root)) {
            throw ApiException.invalid(
                    "Presigned upload is not supported for proxied artifact storage (artifact URI scheme: %s). This endpoint requires a direct cloud storage artifact URI."
                            .formatted(ArtifactUri.parse(root).scheme()));
        }
        ArtifactLocator.Location location = locator.locate(root);
        SignedAccess access = location.store().signedAccess();
        if (access == null) {
            throw ApiException.notImplemented("Presigned upload is not supported for the current artifact repository");
        }
        Long asked = request.expiration();
        long seconds = checked(asked == null ? UPLOAD_SECONDS : asked);
        try {
            SignedRequest signed = access.upload(location.resolve(path), Duration.ofSeconds(seconds));
            return new CreatePresignedUploadUrlResponse(signed.url(), signed.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CreatePresignedDownloadUrlResponse download(CreatePresignedDownloadUrl request) {
        ArtifactPath path = ArtifactPath.parse(String.valueOf(request.path()));
        Long asked = request.expiration();
        long seconds = checked(asked == null ? DEFAULT_SECONDS : asked);
        String root = roots.ofRun(request.runId());
        if (ArtifactLocator.isProxied(root)) {
            throw ApiException.invalid(
                    "Presigned download is not supported for runs with proxied artifact storage (artifact URI scheme: %s). This endpoint requires a run with a direct cloud storage artifact URI."
                            .formatted(ArtifactUri.parse(root).scheme()));
        }
        ArtifactLocator.Location location = locator.locate(root);
        SignedAccess access = location.store().signedAccess();
        if (access == null) {
            throw ApiException.notImplemented(
                    "Presigned download is not supported for the current artifact repository");
        }
        ArtifactPath file = location.resolve(path);
        try {
            long size = MultipartEndpoints.size(location.store(), file);
            SignedRequest signed = access.download(file, Duration.ofSeconds(seconds));
            return new CreatePresignedDownloadUrlResponse(signed.url(), signed.headers(), size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long checked(long seconds) {
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw ApiException.invalid(
                    "expiration must be between 1 and %d seconds (got %d).".formatted(LONGEST_SECONDS, seconds));
        }
        return seconds;
    }

    private static boolean isGiven(@Nullable String id) {
        return id != null && !id.isEmpty();
    }
}
