package dev.millrace.artifacts;

import dev.millrace.api.ApiException;

/**
 * The names that artifacts have in a store which knows no directories, only objects with names: a prefix and the path, with
 * slashes, as MLflow's clients name them.
 *
 * @param prefix the name of the root without slash at its end; empty where the root is the whole bucket
 */
public record ObjectKeys(String prefix) {

    /** The names below a root. Its path is taken as it is written; MLflow decodes no escapes in it. */
    public static ObjectKeys below(ArtifactUri root) {
        String path = root.path();
        String relative = path.startsWith("/") ? path.substring(1) : path;
        return new ObjectKeys(relative.endsWith("/") ? relative.substring(0, relative.length() - 1) : relative);
    }

    /** The name of a file; for the root itself the prefix. */
    public String of(ArtifactPath file) {
        String path = String.join("/", file.segments());
        return prefix.isEmpty() || path.isEmpty() ? prefix + path : prefix + "/" + path;
    }

    /** What the names of all that a directory holds begin with. */
    public String folder(ArtifactPath directory) {
        String name = of(directory);
        return name.isEmpty() ? name : name + "/";
    }

    /**
     * The name of a file that is to be written.
     *
     * @throws ApiException 400 when the path ends with a slash or is the root
     */
    public String ofNew(ArtifactPath file) {
        if (file.isRoot() || file.name().isEmpty()) {
            throw ApiException.invalid("Artifact path must include a filename (cannot end with '/').");
        }
        return of(file);
    }
}
