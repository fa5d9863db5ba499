package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that keeps artifacts below one root. Any number of threads may use a store at once. Paths and bytes alone are its
 * business; what they belong to is that of its callers.
 */
public interface ArtifactStore {

    /**
     * What a directory holds, in order of names.
     *
     * @return an empty list when the directory does not exist or is a file, as MLflow's server answers
     */
    List<ArtifactEntry> list(ArtifactPath directory) throws IOException;

    /**
     * Opens a file for reading.
     *
     * @return the file, to be closed by the caller
     * @throws ApiException {@code RESOURCE_DOES_NOT_EXIST} when nothing is there
     * @throws DirectoryException when a directory is there
     */
    Artifact open(ArtifactPath file) throws IOException;

    /**
     * Writes a file from a stream, in place of a former one. The file is there completely and durably when this returns; when
     * it fails, nothing of it can be seen and a former one is untouched. Directories on the way are made.
     *
     * @throws ApiException 400 when the path ends with a slash; where the store has directories of its own, also when it
     *     names one or leads through a file
     */
    void write(ArtifactPath file, InputStream content) throws IOException;

    /** Access by addresses that clients follow by themselves; null where the store has none, such as the local disk. */
    default @Nullable SignedAccess signedAccess() {
        return null;
    }

    /** Deletes a file or a directory with all it holds; nothing happens when nothing is there. */
    void delete(ArtifactPath path) throws IOException;

    /**
     * Finds out whether the store can be reached and read, by asking for a file that is not there. Nothing is changed.
     *
     * @throws IOException where it does not answer
     * @throws ApiException where it refuses
     */
    default void check() throws IOException {
        try {
            open(ArtifactPath.parse(".millrace-ready")).close();
        } catch (ApiException e) {
            if (e.code() != ErrorCode.RESOURCE_DOES_NOT_EXIST) {
                throw e;
            }
        }
    }
}
