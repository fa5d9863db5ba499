package dev.millrace.server.artifact;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.model.AbortMultipartUpload;
import dev.millrace.api.model.AbortMultipartUploadResponse;
import dev.millrace.api.model.CompleteMultipartUpload;
import dev.millrace.api.model.CompleteMultipartUploadResponse;
import dev.millrace.api.model.CreateMultipartUpload;
import dev.millrace.api.model.CreateMultipartUploadResponse;
import dev.millrace.api.model.GetPresignedDownloadUrl;
import dev.millrace.api.model.GetPresignedDownloadUrlResponse;
import dev.millrace.api.model.MultipartUploadCredential;
import dev.millrace.api.model.MultipartUploadPart;
import dev.millrace.artifacts.Artifact;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.DirectoryException;
import dev.millrace.artifacts.SignedAccess;
import dev.millrace.artifacts.SignedAccess.PartedUpload;
import dev.millrace.artifacts.SignedAccess.SentPart;
import dev.millrace.artifacts.SignedAccess.SignedRequest;
import dev.millrace.http.Exchange;
import dev.millrace.server.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of the artifact proxy that keeps bytes away from this server: files go between the client and the store behind the
 * proxy by addresses that are signed here.
 */
final class MultipartEndpoints {

    /** How long a client may take for an upload, as MLflow's server grants. */
    private static final Duration UPLOAD = Duration.ofHours(1);

    private static final Duration DOWNLOAD = Duration.ofSeconds(PresignedEndpoints.DEFAULT_SECONDS);

    private final ArtifactStore store;

    MultipartEndpoints(ArtifactStore store) {
        this.store = store;
    }

    void bind(Routes routes) {
        routes.bindExchange(Endpoints.CREATE_MULTIPART_UPLOAD, this::create)
                .bindExchange(Endpoints.COMPLETE_MULTIPART_UPLOAD, this::complete)
                .bindExchange(Endpoints.ABORT_MULTIPART_UPLOAD, this::abort)
                .bindExchange(Endpoints.GET_PRESIGNED_DOWNLOAD_URL, this::download);
    }

    private CreateMultipartUploadResponse create(CreateMultipartUpload request, Exchange exchange) {
        ArtifactPath folder = folder(exchange);
        SignedAccess access = access("upload");
        ArtifactPath file = file(folder, request.path());
        Long asked = request.numParts();
        long parts = asked == null ? 0 : asked;
        if (parts < 0 || parts > SignedAccess.MOST_PARTS) {
            throw ApiException.invalid(
                    "num_parts must be between 0 and %d (got %d).".formatted(SignedAccess.MOST_PARTS, parts));
        }
        try {
            PartedUpload upload = access.begin(file, (int) parts, UPLOAD);
            List<MultipartUploadCredential> credentials = new ArrayList<>();
            for (SignedRequest part : upload.parts()) {
                credentials.add(new MultipartUploadCredential(part.url(), credentials.size() + 1L, part.headers()));
            }
            return new CreateMultipartUploadResponse(upload.id(), credentials);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompleteMultipartUploadResponse complete(CompleteMultipartUpload request, Exchange exchange) {
        ArtifactPath folder = folder(exchange);
        SignedAccess access = access("upload");
        try {
            access.complete(
                    file(folder, request.path()),
                    text(request.uploadId()),
                    request.parts().stream().map(MultipartEndpoints::sent).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CompleteMultipartUploadResponse();
    }

    private static SentPart sent(MultipartUploadPart part) {
        Long number = part.partNumber();
        if (number == null || number < 1 || number > SignedAccess.MOST_PARTS) {
            throw ApiException.invalid("part_number must be between 1 and %d (got %s)."
                    .formatted(SignedAccess.MOST_PARTS, number == null ? "none" : number.toString()));
        }
        return new SentPart(number.intValue(), text(part.etag()), text(part.url()));
    }

    private AbortMultipartUploadResponse abort(AbortMultipartUpload request, Exchange exchange) {
        ArtifactPath folder = folder(exchange);
        SignedAccess access = access("upload");
        try {
            access.abort(file(folder, request.path()), text(request.uploadId()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new AbortMultipartUploadResponse();
    }

    private GetPresignedDownloadUrlResponse download(GetPresignedDownloadUrl request, Exchange exchange) {
        ArtifactPath file = folder(exchange);
        SignedAccess access = access("download");
        try {
            long size = size(store, file);
            SignedRequest signed = access.download(file, DOWNLOAD);
            return new GetPresignedDownloadUrlResponse(signed.url(), signed.headers(), size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The size of a file, which is also how it is known to be there before an address is given out. */
    static long size(ArtifactStore store, ArtifactPath file) throws IOException {
        try (Artifact artifact = store.open(file)) {
            return artifact.size();
        } catch (DirectoryException e) {
            throw file.missing();
        }
    }

    private SignedAccess access(String direction) {
        SignedAccess access = store.signedAccess();
        if (access == null) {
            throw ApiException.notImplemented(
                    "Multipart " + direction + " is not supported for the current artifact repository");
        }
        return access;
    }

    private static ArtifactPath folder(Exchange exchange) {
        return ArtifactPath.parse(exchange.pathParameter("artifact_path"));
    }

    /** A file in the folder that the path of the request names. Clients send where they have it; its last name counts. */
    private static ArtifactPath file(ArtifactPath folder, @Nullable String path) {
        String sent = text(path);
        ArtifactPath name = ArtifactPath.parse(sent.substring(sent.lastIndexOf('/') + 1));
        // An encoded slash would lead to a folder that nobody has looked at the rights of.
        if (name.segments().size() != 1) {
            throw ApiException.invalid("Invalid path");
        }
        return folder.resolve(name);
    }

    private static String text(@Nullable String sent) {
        return sent == null ? "" : sent;
    }
}
