package dev.millrace.projects;

import dev.millrace.environments.Folders;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A project's files on this machine.
 *
 * @param folder of the project itself
 * @param temporary what is deleted after the run; null for the user's own folder
 * @param name what the run gives as its source
 * @param commit null if it comes from no git repository
 * @param repository the address of the repository, without credentials
 * @param branch the branch that was asked for; null if it was none
 */
record SourceTree(
        Path folder,
        @Nullable Path temporary,
        String name,
        @Nullable String commit,
        @Nullable String repository,
        @Nullable String branch)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SourceTree.class);

    /** Deletes what was made for the run. What cannot be deleted is left to the system's own cleaning. */
    @Override
    public void close() {
        if (temporary != null) {
            delete(temporary);
        }
    }

    /** Deletes a folder as far as that goes. */
    static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            LOG.debug("{} is left behind", folder, e);
        }
    }
}
