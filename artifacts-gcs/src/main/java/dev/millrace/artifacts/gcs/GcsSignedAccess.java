package dev.millrace.artifacts.gcs;

import com.google.auth.ServiceAccountSigner;
import com.google.auth.ServiceAccountSigner.SigningException;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.HttpMethod;
import com.google.cloud.storage.MultipartUploadClient;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.SignUrlOption;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.multipartupload.model.AbortMultipartUploadRequest;
import com.google.cloud.storage.multipartupload.model.CompleteMultipartUploadRequest;
import com.google.cloud.storage.multipartupload.model.CompletedMultipartUpload;
import com.google.cloud.storage.multipartupload.model.CompletedPart;
import com.google.cloud.storage.multipartupload.model.CreateMultipartUploadRequest;
import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ContentTypes;
import dev.millrace.artifacts.ObjectKeys;
import dev.millrace.artifacts.SignedAccess;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The addresses that let clients reach objects of a bucket by themselves: signatures of version 4. Uploads in parts are
 * those of Google's XML API, since its JSON API knows none whose parts can be sent at once.
 */
final class GcsSignedAccess implements SignedAccess {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int SIGNED_AT_ONCE = 32;

    private final Storage client;
    private final MultipartUploadClient uploads;
    private final ServiceAccountSigner signer;
    private final String bucket;
    private final ObjectKeys keys;

    /** @param signer the key of a service account, or an identity that has Google sign for it */
    GcsSignedAccess(
            Storage client,
            MultipartUploadClient uploads,
            ServiceAccountSigner signer,
            String bucket,
            ObjectKeys keys) {
        this.client = client;
        this.uploads = uploads;
        this.signer = signer;
        this.bucket = bucket;
        this.keys = keys;
    }

    /** A browser that follows it saves the file, and shows nothing of it as a page. */
    @Override
    public SignedRequest download(ArtifactPath file, Duration life) throws IOException {
        String disposition = ContentTypes.attachment(file.name());
        String url = sign(
                keys.of(file),
                life,
                SignUrlOption.httpMethod(HttpMethod.GET),
                SignUrlOption.withQueryParams(Map.of("response-content-disposition", disposition)));
        return new SignedRequest(url, Map.of());
    }

    @Override
    public SignedRequest upload(ArtifactPath file, Duration life) throws IOException {
        Map<String, String> headers = Map.of("Content-Type", ContentTypes.of(file.name()));
        String url = sign(
                keys.ofNew(file),
                life,
                SignUrlOption.httpMethod(HttpMethod.PUT),
                SignUrlOption.withExtHeaders(headers));
        return new SignedRequest(url, headers);
    }

    @Override
    public PartedUpload begin(ArtifactPath file, int parts, Duration life) throws IOException {
        String key = keys.ofNew(file);
        String upload;
        try {
            upload = uploads.createMultipartUpload(CreateMultipartUploadRequest.builder()
                            .bucket(bucket)
                            .key(key)
                            .contentType(ContentTypes.of(file.name()))
                            .build())
                    .uploadId();
        } catch (StorageException e) {
            throw GcsFailures.of("begin to write " + address(file), e);
        }
        try {
            return new PartedUpload(upload, signParts(key, upload, parts, life));
        } catch (IOException | RuntimeException e) {
            // Nobody could use it, and its room would be paid for.
            try {
                abort(file, upload);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    /** Many at once: without a key at hand, each signature is a request to Google. */
    private List<SignedRequest> signParts(String key, String upload, int parts, Duration life) throws IOException {
        List<Future<SignedRequest>> signatures = new ArrayList<>();
        List<SignedRequest> requests = new ArrayList<>();
        try (ExecutorService signing =
                Executors.newFixedThreadPool(SIGNED_AT_ONCE, Thread.ofVirtual().factory())) {
            for (int number = 1; number <= parts; number++) {
                Map<String, String> part = Map.of("partNumber", Integer.toString(number), "uploadId", upload);
                signatures.add(signing.submit(() -> new SignedRequest(
                        sign(key, life, SignUrlOption.httpMethod(HttpMethod.PUT), SignUrlOption.withQueryParams(part)),
                        Map.of())));
            }
            try {
                for (Future<SignedRequest> signature : signatures) {
                    requests.add(signature.get());
                }
            } catch (ExecutionException failed) {
                signing.shutdownNow();
                throw new IOException("The parts of an upload cannot be signed: " + failed.getCause(), failed);
            } catch (InterruptedException e) {
                signing.shutdownNow();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while signing the parts of an upload");
            }
        }
        return requests;
    }

    @Override
    public void complete(ArtifactPath file, String upload, List<SentPart> parts) throws IOException {
        List<CompletedPart> sent = parts.stream()
                .map(part -> CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.etag())
                        .build())
                .toList();
        try {
            uploads.completeMultipartUpload(CompleteMultipartUploadRequest.builder()
                    .bucket(bucket)
                    .key(keys.ofNew(file))
                    .uploadId(upload)
                    .multipartUpload(
                            CompletedMultipartUpload.builder().parts(sent).build())
                    .build());
        } catch (StorageException e) {
            int status = GcsFailures.status(e);
            if (status == BAD_REQUEST || status == NOT_FOUND) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "The upload of '" + file + "' cannot be completed: " + status,
                        e);
            }
            throw GcsFailures.of("write " + address(file), e);
        }
    }

    @Override
    public void abort(ArtifactPath file, String upload) throws IOException {
        try {
            uploads.abortMultipartUpload(AbortMultipartUploadRequest.builder()
                    .bucket(bucket)
                    .key(keys.ofNew(file))
                    .uploadId(upload)
                    .build());
        } catch (StorageException e) {
            if (GcsFailures.status(e) != NOT_FOUND) {
                throw GcsFailures.of("give up " + address(file), e);
            }
        }
    }

    private String sign(String key, Duration life, SignUrlOption method, SignUrlOption details) throws IOException {
        try {
            return client.signUrl(
                            BlobInfo.newBuilder(bucket, key).build(),
                            life.toSeconds(),
                            TimeUnit.SECONDS,
                            method,
                            details,
                            SignUrlOption.withV4Signature(),
                            SignUrlOption.withPathStyle(),
                            SignUrlOption.withHostName(client.getOptions().getHost()),
                            SignUrlOption.signWith(signer))
                    .toString();
        } catch (SigningException e) {
            throw new IOException(
                    "Google does not sign for this identity: sign gs://" + bucket + "/" + key
                            + ". Its service account needs the role Service Account Token Creator on itself",
                    e);
        }
    }

    private String address(ArtifactPath file) {
        return "gs://" + bucket + "/" + keys.of(file);
    }
}
