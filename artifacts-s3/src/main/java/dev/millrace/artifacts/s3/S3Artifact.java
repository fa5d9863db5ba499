package dev.millrace.artifacts.s3;

import dev.millrace.artifacts.Artifact;
import dev.millrace.artifacts.RemotePatience;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** An object of a bucket. Its bytes are asked for when they are copied, on the condition that it is still the same. */
final class S3Artifact implements Artifact {

    private static final int BUFFER = 64 * 1024;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final HeadObjectResponse head;

    S3Artifact(S3Client client, String bucket, String key, HeadObjectResponse head) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.head = head;
    }

    @Override
    public long size() {
        return head.contentLength();
    }

    @Override
    public Instant lastModified() {
        return head.lastModified();
    }

    @Override
    public String etag() {
        return head.eTag();
    }

    @Override
    public void copyTo(OutputStream out, long offset, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long at = offset;
        long end = offset + length;
        IOException lost = null;
        // A connection that breaks off is replaced by one that goes on where it stopped.
        for (int attempt = 0; at < end && attempt < RemotePatience.ATTEMPTS; attempt++) {
            try (Source source = new Source(open(at, end - 1))) {
                for (int read = source.read(buffer); read > 0; read = source.read(buffer)) {
                    out.write(buffer, 0, read);
                    at += read;
                    attempt = 0;
                }
                lost = source.lost;
            }
        }
        if (at < end) {
            throw new IOException("S3 ended the answer too early: read " + address(), lost);
        }
    }

    private ResponseInputStream<GetObjectResponse> open(long first, long last) throws IOException {
        try {
            return client.getObject(request ->
                    request.bucket(bucket).key(key).ifMatch(head.eTag()).range("bytes=" + first + "-" + last));
        } catch (SdkException e) {
            throw S3Failures.of("read " + address(), e);
        }
    }

    private String address() {
        return "s3://" + bucket + "/" + key;
    }

    @Override
    public void close() {}

    /** The bytes of an answer. That it breaks off is its end, so that it is told from a failure of the receiver. */
    private static final class Source implements AutoCloseable {

        private final ResponseInputStream<GetObjectResponse> in;
        private @Nullable IOException lost;
        private boolean ended;

        Source(ResponseInputStream<GetObjectResponse> in) {
            this.in = in;
        }

        int read(byte[] buffer) {
            try {
                int read = in.read(buffer);
                ended = read < 0;
                return read;
            } catch (IOException e) {
                lost = e;
                return -1;
            }
        }

        /** The connection is of use again only when all was read. */
        @Override
        public void close() throws IOException {
            if (ended) {
                in.close();
            } else {
                in.abort();
            }
        }
    }
}
