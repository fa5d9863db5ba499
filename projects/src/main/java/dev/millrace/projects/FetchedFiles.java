package dev.millrace.projects;

import dev.millrace.client.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The remote files that are given to parameters of type path: in a new folder for each run. One below the folder that the
 * user named is kept; a temporary one is deleted after the run.
 */
final class FetchedFiles implements AutoCloseable {
    private final @Nullable Path storage;
    private final Models models;
    private @Nullable Path folder;

    FetchedFiles(@Nullable Path storage, Models models) {
        this.storage = storage;
        this.models = models;
    }

    /** Fetches what a parameter names, told by its position from others of the same name. */
    Path fetch(String address, int position) {
        try {
            return models.fetch(address, folder().resolve("param_" + position));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized Path folder() throws IOException {
        if (folder == null) {
            folder = storage == null
                    ? Files.createTempDirectory("millrace-storage-")
                    : Files.createTempDirectory(Files.createDirectories(storage), "run-");
        }
        return folder;
    }

    @Override
    public synchronized void close() {
        if (storage == null && folder != null) {
            SourceTree.delete(folder);
        }
    }
}
