package dev.millrace.artifacts.gcs;

import com.google.cloud.WriteChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageBatch;
import com.google.cloud.storage.StorageBatchResult;
import com.google.cloud.storage.StorageException;
import dev.millrace.artifacts.Artifact;
import dev.millrace.artifacts.ArtifactEntry;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ContentTypes;
import dev.millrace.artifacts.DirectoryException;
import dev.millrace.artifacts.ObjectKeys;
import dev.millrace.artifacts.Parts;
import dev.millrace.artifacts.SignedAccess;
import dev.millrace.artifacts.TransferBudget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Artifacts as objects of a bucket, below a prefix, named as MLflow's clients name them. */
final class GcsArtifactStore implements ArtifactStore {

    /** What is sent at once, in bytes; a multiple of 256 KiB, as resumable uploads ask for. */
    private static final int PART = 4 << 20;

    /** So many names fit into one request that deletes. */
    private static final int BATCH = 100;

    private final Storage client;
    private final String bucket;
    private final ObjectKeys keys;
    private final @Nullable SignedAccess signed;
    private final TransferBudget budget;

    /** @param signed null where there is nothing to sign with */
    GcsArtifactStore(
            Storage client, String bucket, ObjectKeys keys, @Nullable SignedAccess signed, TransferBudget budget) {
        this.client = client;
        this.bucket = bucket;
        this.keys = keys;
        this.signed = signed;
        this.budget = budget;
    }

    @Override
    public @Nullable SignedAccess signedAccess() {
        return signed;
    }

    @Override
    public List<ArtifactEntry> list(ArtifactPath directory) throws IOException {
        String folder = keys.folder(directory);
        List<ArtifactEntry> entries = new ArrayList<>();
        try {
            for (Blob found : client.list(bucket, BlobListOption.prefix(folder), BlobListOption.currentDirectory())
                    .iterateAll()) {
                String name = found.getName().substring(folder.length());
                if (found.isDirectory()) {
                    entries.add(new ArtifactEntry(name.substring(0, name.length() - 1), true, 0));
                } else if (!name.isEmpty()) {
                    // The name of the folder itself is an empty object by which consoles show empty folders.
                    entries.add(new ArtifactEntry(name, false, found.getSize()));
                }
            }
        } catch (StorageException e) {
            throw failure("list", folder, e);
        }
        entries.sort(Comparator.comparing(ArtifactEntry::name));
        return entries;
    }

    @Override
    public Artifact open(ArtifactPath file) throws IOException {
        String key = keys.of(file);
        String folder = keys.folder(file);
        try {
            Blob found = file.isRoot() ? null : client.get(BlobId.of(bucket, key));
            if (found != null) {
                return new GcsArtifact(client, found);
            }
            if (client.list(bucket, BlobListOption.prefix(folder), BlobListOption.pageSize(1))
                    .getValues()
                    .iterator()
                    .hasNext()) {
                throw new DirectoryException(file);
            }
        } catch (StorageException e) {
            throw failure("read", key, e);
        }
        throw file.missing();
    }

    @Override
    public void write(ArtifactPath file, InputStream content) throws IOException {
        String key = keys.ofNew(file);
        BlobInfo object = BlobInfo.newBuilder(bucket, key)
                .setContentType(ContentTypes.of(file.name()))
                .build();
        try (var parts = new Parts(content, budget)) {
            parts.next(PART);
            if (parts.ended()) {
                client.create(object, parts.array(), 0, parts.length());
            } else {
                writeLarge(object, parts);
            }
        } catch (StorageException e) {
            throw failure("write", key, e);
        }
    }

    /**
     * Sends an upload that becomes an object only when it is closed. One that fails is left open on purpose, since closing
     * would make an object of what was sent; Google forgets it after a week.
     *
     * @param parts holds the first one
     */
    private void writeLarge(BlobInfo object, Parts parts) throws IOException {
        WriteChannel upload = client.writer(object);
        upload.setChunkSize(PART);
        while (true) {
            ByteBuffer part = ByteBuffer.wrap(parts.array(), 0, parts.length());
            while (part.hasRemaining()) {
                upload.write(part);
            }
            if (parts.ended()) {
                break;
            }
            parts.next(PART);
        }
        upload.close();
    }

    @Override
    public void delete(ArtifactPath path) throws IOException {
        String key = keys.of(path);
        try {
            if (!path.isRoot()) {
                client.delete(BlobId.of(bucket, key));
            }
            List<BlobId> batch = new ArrayList<>();
            for (Blob found : client.list(bucket, BlobListOption.prefix(keys.folder(path)))
                    .iterateAll()) {
                batch.add(BlobId.of(bucket, found.getName()));
                if (batch.size() == BATCH) {
                    delete(batch);
                    batch.clear();
                }
            }
            delete(batch);
        } catch (StorageException e) {
            throw failure("delete", key, e);
        }
    }

    /** By a batch of our own, since the library's own method says of what was refused only that it is not there. */
    private void delete(List<BlobId> objects) {
        if (objects.isEmpty()) {
            return;
        }
        StorageBatch batch = client.batch();
        List<StorageBatchResult<Boolean>> results =
                objects.stream().map(object -> batch.delete(object)).toList();
        batch.submit();
        results.forEach(StorageBatchResult::get);
    }

    private IOException failure(String action, String key, StorageException e) {
        return GcsFailures.of("%s gs://%s/%s".formatted(action, bucket, key), e);
    }
}
