package dev.millrace.artifacts.gcs;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import dev.millrace.artifacts.Artifact;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;

/** An object of a bucket in the generation that was found. Its bytes are asked for when they are copied. */
final class GcsArtifact implements Artifact {

    private static final int BUFFER = 64 * 1024;
    private static final int NOT_FOUND = 404;

    private final Storage client;
    private final Blob object;

    GcsArtifact(Storage client, Blob object) {
        this.client = client;
        this.object = object;
    }

    @Override
    public long size() {
        return object.getSize();
    }

    @Override
    public Instant lastModified() {
        return object.getUpdateTimeOffsetDateTime().toInstant();
    }

    /** The generation, which every write makes anew. */
    @Override
    public String etag() {
        return "\"" + object.getGeneration() + "\"";
    }

    @Override
    public void copyTo(OutputStream out, long offset, long length) throws IOException {
        if (length == 0) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long left = length;
        try (ReadChannel in = client.reader(object.getBlobId())) {
            // Nothing but the buffer here: the library would take 16 MB more.
            in.setChunkSize(0);
            in.seek(offset);
            in.limit(offset + length);
            while (left > 0) {
                int read = read(in, buffer);
                if (read < 0) {
                    throw new IOException("Google Cloud Storage ended the answer too early: " + address());
                }
                out.write(buffer.array(), 0, read);
                left -= read;
                buffer.clear();
            }
        }
    }

    private int read(ReadChannel in, ByteBuffer buffer) throws IOException {
        try {
            return in.read(buffer);
        } catch (StorageException e) {
            throw failure(e, e);
        } catch (IOException e) {
            if (e.getCause() instanceof StorageException cause) {
                throw failure(cause, e);
            }
            throw e;
        }
    }

    private IOException failure(StorageException cause, Exception e) {
        // A generation is gone when another has taken its place.
        return cause.getCode() == NOT_FOUND
                ? new IOException("The artifact was replaced while it was read: " + address(), e)
                : GcsFailures.of("read " + address(), cause);
    }

    private String address() {
        return "gs://" + object.getBucket() + "/" + object.getName();
    }

    @Override
    public void close() {}
}
