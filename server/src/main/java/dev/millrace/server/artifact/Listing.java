package dev.millrace.server.artifact;

import dev.millrace.api.model.FileInfo;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Directories of artifacts as the API lists them. */
final class Listing {

    private Listing() {}

    /** What a directory holds, by name. */
    static List<FileInfo> of(ArtifactStore store, ArtifactPath directory) {
        return of(store, directory, "");
    }

    /**
     * What a directory below a root holds, with paths from that root on. They begin as the directory was asked for, where the
     * root is behind the proxy, and else in plain form; MLflow's two ways.
     */
    static List<FileInfo> of(ArtifactLocator.Location root, ArtifactPath directory) {
        String asked = root.proxied() ? directory.toString() : String.join("/", directory.segments());
        String prefix = asked.isEmpty() || asked.endsWith("/") ? asked : asked + "/";
        return of(root.store(), root.resolve(directory), prefix);
    }

    private static List<FileInfo> of(ArtifactStore store, ArtifactPath directory, String prefix) {
        try {
            return store.list(directory).stream()
                    .map(entry -> new FileInfo(
                            prefix + entry.name(), entry.isDirectory(), entry.isDirectory() ? null : entry.size()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
