package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A path below the root of an artifact store that has passed MLflow's rules: relative, with slashes, and with nothing in it
 * that could lead out of the root. Kept as the client wrote it, so that answers can repeat it; {@link #segments} is its
 * plain form.
 */
public final class ArtifactPath {

    /** The root itself. */
    public static final ArtifactPath ROOT = new ArtifactPath("");

    /** Characters; no file system and no object store takes more. */
    private static final int LONGEST = 4096;

    /** As many of a path that is encoded, three for each byte of a character. */
    private static final int LONGEST_ENCODED = 9 * LONGEST;

    private final String path;

    private ArtifactPath(String path) {
        this.path = path;
    }

    /**
     * Checks a path that a client sent. It is percent-decoded until nothing changes, and control characters are then written
     * as escapes, as on MLflow's server.
     *
     * @throws ApiException 400 {@code Invalid path} when it has a {@code ..} segment or a {@code #}, is absolute on POSIX or
     *     Windows, is a {@code file:} URI, is encoded more than ten times over, or is longer than 4096 characters
     */
    public static ArtifactPath parse(String sent) {
        String decoded = sent.length() > LONGEST_ENCODED ? sent : Escapes.decodeFully(sent);
        if (decoded == null) {
            throw ApiException.invalid("Invalid path");
        }
        if (decoded.length() > LONGEST) {
            throw ApiException.invalid("Invalid path: it is longer than " + LONGEST + " characters");
        }
        String path = escapeControls(decoded);
        if (path.indexOf('#') >= 0
                || path.startsWith("/")
                || isAbsoluteOnWindows(path)
                || path.toLowerCase(Locale.ROOT).startsWith("file:")
                || Arrays.asList(path.split("/", -1)).contains("..")) {
            throw ApiException.invalid("Invalid path");
        }
        return new ArtifactPath(path);
    }

    /** The path below this one; both have passed the rules, so their join does. */
    public ArtifactPath resolve(ArtifactPath below) {
        if (path.isEmpty()) {
            return below;
        }
        return new ArtifactPath(path.endsWith("/") ? path + below.path : path + "/" + below.path);
    }

    /** The names from the root down, without empty ones and without {@code .}; empty for the root. */
    public List<String> segments() {
        return Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .toList();
    }

    /** The last name as written; empty when the path ends with a slash or is the root. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    public boolean isRoot() {
        return segments().isEmpty();
    }

    /** The refusal where nothing has this path. */
    public ApiException missing() {
        return ApiException.notFound("No such artifact: '" + path + "'");
    }

    /** The path as the client wrote it, decoded. */
    @Override
    public String toString() {
        return path;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArtifactPath that && path.equals(that.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    private static boolean isAbsoluteOnWindows(String path) {
        String slashes = path.replace('\\', '/');
        boolean drive = slashes.length() > 2
                && Character.isLetter(slashes.charAt(0))
                && slashes.charAt(1) == ':'
                && slashes.charAt(2) == '/';
        return drive || slashes.startsWith("//");
    }

    private static String escapeControls(String path) {
        var escaped = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c < 0x20 || c == 0x7f) {
                escaped.append("%%%02x".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
