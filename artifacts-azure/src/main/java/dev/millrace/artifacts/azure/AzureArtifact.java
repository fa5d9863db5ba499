package dev.millrace.artifacts.azure;

import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.options.BlobInputStreamOptions;
import dev.millrace.artifacts.Artifact;
import dev.millrace.artifacts.TransferBudget;
import dev.millrace.artifacts.TransferBudget.Room;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;

/** A blob. Its bytes are asked for when they are copied, on the condition that it is still the same. */
final class AzureArtifact implements Artifact {

    /** What is asked for at once, in bytes; so much of it is in memory. */
    private static final int BLOCK = 1 << 20;

    private static final int BUFFER = 64 * 1024;

    private final BlobClient blob;
    private final BlobProperties properties;
    private final TransferBudget budget;

    AzureArtifact(BlobClient blob, BlobProperties properties, TransferBudget budget) {
        this.blob = blob;
        this.properties = properties;
        this.budget = budget;
    }

    @Override
    public long size() {
        return properties.getBlobSize();
    }

    @Override
    public Instant lastModified() {
        return properties.getLastModified().toInstant();
    }

    @Override
    public String etag() {
        String tag = properties.getETag();
        return tag.startsWith("\"") ? tag : "\"" + tag + "\"";
    }

    @Override
    public void copyTo(OutputStream out, long offset, long length) throws IOException {
        if (length == 0) {
            return;
        }
        byte[] buffer = new byte[BUFFER];
        long left = length;
        try (Room room = budget.take(Math.min(length, BLOCK));
                InputStream in = open(offset, length)) {
            while (left > 0) {
                int read = read(in, buffer);
                if (read < 0) {
                    throw new IOException("Azure ended the answer too early: " + address());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private InputStream open(long offset, long length) throws IOException {
        try {
            return blob.openInputStream(new BlobInputStreamOptions()
                    .setRange(new BlobRange(offset, length))
                    .setBlockSize(BLOCK)
                    .setRequestConditions(new BlobRequestConditions().setIfMatch(properties.getETag())));
        } catch (BlobStorageException e) {
            throw AzureFailures.of("read " + address(), e);
        }
    }

    private int read(InputStream in, byte[] buffer) throws IOException {
        try {
            return in.read(buffer);
        } catch (BlobStorageException e) {
            throw AzureFailures.of("read " + address(), e);
        } catch (IOException e) {
            if (e.getCause() instanceof BlobStorageException cause) {
                throw AzureFailures.of("read " + address(), cause);
            }
            throw e;
        }
    }

    private String address() {
        return blob.getContainerName() + "/" + blob.getBlobName();
    }

    @Override
    public void close() {}
}
