package dev.millrace.artifacts.s3;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ContentTypes;
import dev.millrace.artifacts.ObjectKeys;
import dev.millrace.artifacts.SignedAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The addresses that let clients reach objects of a bucket by themselves. */
final class S3SignedAccess implements SignedAccess {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final S3Presigner signer;
    private final String bucket;
    private final ObjectKeys keys;
    private final Map<String, String> uploadHeaders;

    S3SignedAccess(
            S3Client client, S3Presigner signer, String bucket, ObjectKeys keys, Map<String, String> uploadHeaders) {
        this.client = client;
        this.signer = signer;
        this.bucket = bucket;
        this.keys = keys;
        this.uploadHeaders = uploadHeaders;
    }

    /** A browser that follows it saves the file, and shows nothing of it as a page. */
    @Override
    public SignedRequest download(ArtifactPath file, Duration life) throws IOException {
        try {
            String url = signer.presignGetObject(get -> get.signatureDuration(life)
                            .getObjectRequest(request -> request.bucket(bucket)
                                    .key(keys.of(file))
                                    .responseContentDisposition(ContentTypes.attachment(file.name()))))
                    .url()
                    .toString();
            return new SignedRequest(url, Map.of());
        } catch (SdkException e) {
            throw failure("sign for reading", file, e);
        }
    }

    @Override
    public SignedRequest upload(ArtifactPath file, Duration life) throws IOException {
        String key = keys.ofNew(file);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", ContentTypes.of(file.name()));
        headers.putAll(uploadHeaders);
        try {
            String url = signer.presignPutObject(put -> put.signatureDuration(life)
                            .putObjectRequest(request -> request.bucket(bucket)
                                    .key(key)
                                    .overrideConfiguration(sent -> headers.forEach(sent::putHeader))))
                    .url()
                    .toString();
            return new SignedRequest(url, headers);
        } catch (SdkException e) {
            throw failure("sign for writing", file, e);
        }
    }

    @Override
    public PartedUpload begin(ArtifactPath file, int parts, Duration life) throws IOException {
        String key = keys.ofNew(file);
        try {
            String upload = client.createMultipartUpload(request -> request.bucket(bucket)
                            .key(key)
                            .contentType(ContentTypes.of(file.name()))
                            .overrideConfiguration(sent -> uploadHeaders.forEach(sent::putHeader)))
                    .uploadId();
            List<SignedRequest> requests = new ArrayList<>();
            for (int i = 1; i <= parts; i++) {
                int number = i;
                String url = signer.presignUploadPart(part -> part.signatureDuration(life)
                                .uploadPartRequest(request -> request.bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)))
                        .url()
                        .toString();
                requests.add(new SignedRequest(url, Map.of()));
            }
            return new PartedUpload(upload, requests);
        } catch (SdkException e) {
            throw failure("begin to write", file, e);
        }
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
            client.completeMultipartUpload(request -> request.bucket(bucket)
                    .key(keys.ofNew(file))
                    .uploadId(upload)
                    .multipartUpload(all -> all.parts(sent)));
        } catch (S3Exception e) {
            if (e.statusCode() == BAD_REQUEST || e.statusCode() == NOT_FOUND) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE,
                        "The upload of '" + file + "' cannot be completed: " + S3Failures.code(e),
                        e);
            }
            throw failure("write", file, e);
        } catch (SdkException e) {
            throw failure("write", file, e);
        }
    }

    @Override
    public void abort(ArtifactPath file, String upload) throws IOException {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(keys.ofNew(file)).uploadId(upload));
        } catch (S3Exception e) {
            if (e.statusCode() != NOT_FOUND) {
                throw failure("give up", file, e);
            }
        } catch (SdkException e) {
            throw failure("give up", file, e);
        }
    }

    private IOException failure(String action, ArtifactPath file, SdkException e) {
        return S3Failures.of(action + " s3://" + bucket + "/" + keys.of(file), e);
    }
}
