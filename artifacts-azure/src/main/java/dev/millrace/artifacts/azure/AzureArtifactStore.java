package dev.millrace.artifacts.azure;

import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import dev.millrace.artifacts.Artifact;
import dev.millrace.artifacts.ArtifactEntry;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ContentTypes;
import dev.millrace.artifacts.DirectoryException;
import dev.millrace.artifacts.ObjectKeys;
import dev.millrace.artifacts.SignedAccess;
import dev.millrace.artifacts.TransferBudget;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts as blobs of a container, below a prefix, named as MLflow's clients name them. Accounts with a hierarchical
 * namespace (Data Lake Storage) have a blob for each directory, too, which bears a mark.
 */
final class AzureArtifactStore implements ArtifactStore {

    private static final String DIRECTORY_MARK = "hdi_isfolder";
    private static final int NOT_FOUND = 404;

    private final BlobContainerClient container;
    private final ObjectKeys keys;
    private final @Nullable SignedAccess signed;
    private final TransferBudget budget;

    /** @param signed null where there is nothing to sign with */
    AzureArtifactStore(
            BlobContainerClient container, ObjectKeys keys, @Nullable SignedAccess signed, TransferBudget budget) {
        this.container = container;
        this.budget = budget;
        this.keys = keys;
        this.signed = signed;
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
            for (BlobItem found : container.listBlobsByHierarchy("/", below(folder), null)) {
                String name = found.getName().substring(folder.length());
                if (Boolean.TRUE.equals(found.isPrefix())) {
                    entries.add(new ArtifactEntry(name.substring(0, name.length() - 1), true, 0));
                } else if (!name.isEmpty() && !isDirectory(found.getMetadata())) {
                    entries.add(
                            new ArtifactEntry(name, false, found.getProperties().getContentLength()));
                }
            }
        } catch (BlobStorageException e) {
            throw failure("list", folder, e);
        }
        entries.sort(Comparator.comparing(ArtifactEntry::name));
        return entries;
    }

    @Override
    public Artifact open(ArtifactPath file) throws IOException {
        String key = keys.of(file);
        try {
            if (!file.isRoot()) {
                BlobClient blob = container.getBlobClient(key);
                BlobProperties properties = blob.getProperties();
                if (isDirectory(properties.getMetadata())) {
                    throw new DirectoryException(file);
                }
                return new AzureArtifact(blob, properties, budget);
            }
        } catch (BlobStorageException e) {
            if (e.getStatusCode() != NOT_FOUND) {
                throw failure("read", key, e);
            }
        }
        try {
            if (container.listBlobs(below(keys.folder(file)).setMaxResultsPerPage(1), null).stream()
                    .findAny()
                    .isPresent()) {
                throw new DirectoryException(file);
            }
        } catch (BlobStorageException e) {
            throw failure("list", key, e);
        }
        throw file.missing();
    }

    @Override
    public void write(ArtifactPath file, InputStream content) throws IOException {
        String key = keys.ofNew(file);
        try {
            new AzureUpload(container.getBlobClient(key).getBlockBlobClient(), ContentTypes.of(file.name()), budget)
                    .send(content);
        } catch (BlobStorageException e) {
            throw failure("write", key, e);
        }
    }

    /** Backwards by name, so that directories that are blobs are empty when it is their turn. */
    @Override
    public void delete(ArtifactPath path) throws IOException {
        String key = keys.of(path);
        try {
            List<String> names = new ArrayList<>();
            for (BlobItem found : container.listBlobs(below(keys.folder(path)), null)) {
                names.add(found.getName());
            }
            names.sort(Comparator.reverseOrder());
            if (!path.isRoot()) {
                names.add(key);
            }
            names.forEach(name -> container.getBlobClient(name).deleteIfExists());
        } catch (BlobStorageException e) {
            throw failure("delete", key, e);
        }
    }

    private static ListBlobsOptions below(String folder) {
        return new ListBlobsOptions().setPrefix(folder).setDetails(new BlobListDetails().setRetrieveMetadata(true));
    }

    private static boolean isDirectory(@Nullable Map<String, String> metadata) {
        return metadata != null && "true".equals(metadata.get(DIRECTORY_MARK));
    }

    private IOException failure(String action, String key, BlobStorageException e) {
        return AzureFailures.of(action + " " + container.getBlobContainerName() + "/" + key, e);
    }
}
