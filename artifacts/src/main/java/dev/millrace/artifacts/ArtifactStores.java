package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import java.util.Set;

/** The store behind an artifact URI. A new kind of store is a class and a line in {@link #of}. */
public final class ArtifactStores {

    /** What MLflow can keep artifacts on and Millrace cannot; named in the refusal. */
    private static final Set<String> KNOWN =
            Set.of("s3", "r2", "b2", "gs", "wasbs", "abfss", "ftp", "sftp", "dbfs", "hdfs", "viewfs", "http", "https");

    private ArtifactStores() {}

    /**
     * The store with this root.
     *
     * @param uri a path, absolute or relative to the working directory, or a {@code file:} URI
     * @throws ApiException {@code NOT_IMPLEMENTED} for other schemes, {@code INVALID_PARAMETER_VALUE} for an address that
     *     is no path of this machine
     */
    public static ArtifactStore of(String uri) {
        ArtifactUri parsed = ArtifactUri.parse(uri);
        if (!parsed.isLocal()) {
            throw unsupported(parsed.scheme(), uri);
        }
        return new LocalArtifactStore(parsed.localPath());
    }

    private static ApiException unsupported(String scheme, String uri) {
        String reason = KNOWN.contains(scheme)
                ? "Artifact stores of scheme '" + scheme + "' are not supported yet"
                : "There is no artifact store for scheme '" + scheme + "'";
        return ApiException.notImplemented(reason + ": " + uri + ". Supported are plain paths and file: URIs.");
    }
}
