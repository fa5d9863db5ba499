package dev.millrace.artifacts;

import java.io.IOException;

/** A directory was met where a file was asked for. */
public final class DirectoryException extends IOException {

    private static final long serialVersionUID = 1L;

    public DirectoryException(ArtifactPath path) {
        super("Artifact path refers to a directory, not a file: '" + path + "'");
    }

    /** The message as a client may read it. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
