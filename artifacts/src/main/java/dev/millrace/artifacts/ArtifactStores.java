package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The store behind an artifact URI. A new kind of store is a class and a line in {@link #of}. */
public final class ArtifactStores {

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL);

    /** What MLflow can keep artifacts on and Millrace cannot; named in the refusal. */
    private static final Set<String> KNOWN =
            Set.of("s3", "r2", "b2", "gs", "wasbs", "abfss", "ftp", "sftp", "dbfs", "hdfs", "viewfs", "http", "https");

    private ArtifactStores() {}

    /**
     * The store with this root.
     *
     * @param uri a path, absolute or relative to the working directory, or a {@code file:} URI
     * @throws ApiException {@code NOT_IMPLEMENTED} for other schemes, {@code INVALID_PARAMETER_VALUE} for a {@code file:} URI
     *     that names another host or no path
     */
    public static ArtifactStore of(String uri) {
        String scheme = scheme(uri);
        return switch (scheme) {
            case "" -> new LocalArtifactStore(Path.of(uri));
            case "file" -> new LocalArtifactStore(localPath(uri));
            default -> throw unsupported(scheme, uri);
        };
    }

    /** The scheme of a URI in lower case; "" for a plain path. A single letter is a drive, not a scheme. */
    public static String scheme(String uri) {
        Matcher matcher = SCHEME.matcher(uri);
        return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private static Path localPath(String uri) {
        try {
            URI parsed = URI.create(uri.replace(" ", "%20"));
            String host = parsed.getAuthority();
            String path = parsed.isOpaque() ? parsed.getSchemeSpecificPart() : parsed.getPath();
            if ((host == null || host.isEmpty() || host.equals("localhost")) && path != null && !path.isEmpty()) {
                return Path.of(path);
            }
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, notAFile(uri), e);
        }
        throw ApiException.invalid(notAFile(uri));
    }

    private static String notAFile(String uri) {
        return "The artifact location '" + uri + "' is not a file on this machine. Use file:///path or a plain path.";
    }

    private static ApiException unsupported(String scheme, String uri) {
        String reason = KNOWN.contains(scheme)
                ? "Artifact stores of scheme '" + scheme + "' are not supported yet"
                : "There is no artifact store for scheme '" + scheme + "'";
        return ApiException.notImplemented(reason + ": " + uri + ". Supported are plain paths and file: URIs.");
    }
}
