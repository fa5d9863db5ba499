package dev.millrace.artifacts.s3;

import dev.millrace.artifacts.Parts;
import dev.millrace.artifacts.TransferBudget;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * The upload of one object: in one request when it is small, else in parts, which become visible together at the end. The
 * length need not be known; one part is in memory at a time.
 */
final class S3Upload {

    /** The least that S3 takes for a part which is not the last. */
    private static final int PART = 5 << 20;

    /** S3 takes 10,000 parts, so those of a very large file double after so many: 325 GB in all. */
    private static final int EQUAL_PARTS = 2000;

    private static final String BYTES = "application/octet-stream";

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final String contentType;
    private final AwsRequestOverrideConfiguration headers;
    private final TransferBudget budget;

    /** @param headers sent with the object beside the content type, or in place of it */
    S3Upload(
            S3Client client,
            String bucket,
            String key,
            String contentType,
            Map<String, String> headers,
            TransferBudget budget) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.contentType = contentType;
        var configuration = AwsRequestOverrideConfiguration.builder();
        headers.forEach(configuration::putHeader);
        this.headers = configuration.build();
        this.budget = budget;
    }

    /**
     * Sends all that a stream gives.
     *
     * @throws IOException when the stream fails; nothing of the object can be seen then
     * @throws SdkException when S3 fails; the same holds
     */
    void send(InputStream content) throws IOException {
        try (var parts = new Parts(content, budget)) {
            send(parts);
        }
    }

    private void send(Parts parts) throws IOException {
        parts.next(PART);
        if (parts.ended()) {
            client.putObject(
                    request -> request.bucket(bucket)
                            .key(key)
                            .contentType(contentType)
                            .overrideConfiguration(headers),
                    body(parts));
            return;
        }
        String upload = client.createMultipartUpload(request ->
                        request.bucket(bucket).key(key).contentType(contentType).overrideConfiguration(headers))
                .uploadId();
        try {
            List<CompletedPart> sent = send(upload, parts);
            client.completeMultipartUpload(request ->
                    request.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(sent)));
        } catch (Throwable e) {
            abort(upload, e);
            throw e;
        }
    }

    /** @param parts holds the first one */
    private List<CompletedPart> send(String upload, Parts parts) throws IOException {
        List<CompletedPart> sent = new ArrayList<>();
        while (parts.length() > 0) {
            int number = sent.size() + 1;
            String etag = client.uploadPart(
                            request -> request.bucket(bucket)
                                    .key(key)
                                    .uploadId(upload)
                                    .partNumber(number),
                            body(parts))
                    .eTag();
            sent.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            if (parts.ended()) {
                break;
            }
            parts.next(partAfter(number));
        }
        return sent;
    }

    /** The length in bytes of the part that follows so many others. */
    static int partAfter(int sent) {
        return PART << sent / EQUAL_PARTS;
    }

    /** Gives back the room of the parts; where that fails, too, the bucket's own rules have to. */
    private void abort(String upload, Throwable failure) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            failure.addSuppressed(e);
        }
    }

    private static RequestBody body(Parts parts) {
        return RequestBody.fromContentProvider(parts::open, parts.length(), BYTES);
    }
}
