package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address of artifacts, split without judging it: what is no valid URI by the standard is split too. Whoever checks
 * an address and whoever opens it read it here, so that both mean the same place.
 *
 * @param scheme in lower case; empty for a plain path
 * @param rest what follows the scheme and its colon; all of a plain path
 */
public record ArtifactUri(String scheme, String rest) {

    /** A single letter is a drive, not a scheme. */
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)", Pattern.DOTALL);

    /** The path of the artifact proxy's files, without a slash at its end: MLflow's {@code mlflow-artifacts/artifacts}. */
    static final String PROXY_ROUTE = "/api/2.0/mlflow-artifacts/artifacts";

    /** Characters. A path that is longer cannot be opened on any system, and taking it apart takes long. */
    private static final int LONGEST_PATH = 4096;

    /** The schemes of places behind the artifact proxy of a server. */
    private static final Set<String> PROXIED = Set.of("mlflow-artifacts", "http", "https");

    public static ArtifactUri parse(String text) {
        Matcher matcher = SCHEME.matcher(text);
        return matcher.matches()
                ? new ArtifactUri(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2))
                : new ArtifactUri("", text);
    }

    /** What stands between {@code //} and the next slash; empty when there is none, as in a plain path. */
    public String authority() {
        return hasAuthority() ? rest.substring(2, endOfAuthority()) : "";
    }

    /**
     * The path, still encoded, without query and fragment. A plain path is one as a whole: to a file system question marks
     * and number signs are letters like others.
     */
    public String path() {
        if (scheme.isEmpty()) {
            return rest;
        }
        String path = hasAuthority() ? rest.substring(endOfAuthority()) : rest;
        return path.substring(0, firstOf(path, 0, "?#"));
    }

    /**
     * Whether it is a plain path or a {@code file:} address.
     *
     * <p>Nothing is said about whether {@link #localPath()} can read it.
     */
    public boolean isLocal() {
        return scheme.isEmpty() || scheme.equals("file");
    }

    /** Whether it names a place behind the artifact proxy of a server, by MLflow's scheme or by a URL. */
    public boolean isOfProxy() {
        return PROXIED.contains(scheme);
    }

    /** Whether the authority stands for this machine, by MLflow's rule: none, {@code .}, or the name or address of itself. */
    public boolean isOfThisMachine() {
        String host = authority().toLowerCase(Locale.ROOT);
        return host.isEmpty() || host.equals(".") || host.startsWith("localhost") || host.startsWith("127.0.0.1");
    }

    /**
     * The path in the file system of a local address, absolute and in its shortest form. Escapes are decoded once, also in
     * plain paths, since MLflow's clients read both so.
     *
     * @throws ApiException {@code INVALID_PARAMETER_VALUE} when it is not local, names another machine or no path, or holds
     *     what no path can hold
     */
    public Path localPath() {
        String path = path();
        if (!isLocal() || !isOfThisMachine() || path.isEmpty()) {
            throw ApiException.invalid(notAFile());
        }
        String decoded = Escapes.decode(path);
        if (decoded.length() > LONGEST_PATH) {
            throw ApiException.invalid("The artifact location is longer than %d characters.".formatted(LONGEST_PATH));
        }
        try {
            return Path.of(decoded).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, notAFile(), e);
        }
    }

    /**
     * The path behind the artifact proxy, for {@code mlflow-artifacts:} addresses and for URLs of the proxy's route. A host
     * in them is that of this server, by another name.
     *
     * @return null for an address that does not lead through the proxy
     * @throws ApiException 400 for a path that the proxy refuses
     */
    public @Nullable ArtifactPath behindProxy() {
        String path = path();
        if (!scheme.equals("mlflow-artifacts")) {
            int route = scheme.equals("http") || scheme.equals("https") ? path.indexOf(PROXY_ROUTE + "/") : -1;
            if (route < 0) {
                return null;
            }
            path = path.substring(route + PROXY_ROUTE.length() + 1);
        }
        return ArtifactPath.parse(path.replaceFirst("^/+", ""));
    }

    /** Whether it lies below another, compared segment by segment after full decoding. */
    public boolean isWithin(ArtifactUri root) {
        List<String> rootSegments = root.segments();
        List<String> segments = segments();
        return scheme.equals(root.scheme)
                && authority().equalsIgnoreCase(root.authority())
                && !rootSegments.isEmpty()
                && segments.size() >= rootSegments.size()
                && segments.subList(0, rootSegments.size()).equals(rootSegments);
    }

    /**
     * The segments of the path that are not empty, decoded until nothing is left to decode.
     *
     * @throws ApiException {@code INVALID_PARAMETER_VALUE} when one is encoded more than ten times over
     */
    public List<String> segments() {
        List<String> segments = new ArrayList<>();
        for (String segment : path().split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(decodedFully(segment));
            }
        }
        return segments;
    }

    /**
     * A text with its percent escapes decoded until nothing is left to decode.
     *
     * @throws ApiException {@code INVALID_PARAMETER_VALUE} when it is encoded more than ten times over
     */
    public static String decodedFully(String text) {
        String decoded = Escapes.decodeFully(text);
        if (decoded == null) {
            throw ApiException.invalid("The address is percent-encoded too many times over.");
        }
        return decoded;
    }

    private boolean hasAuthority() {
        return !scheme.isEmpty() && rest.startsWith("//");
    }

    private int endOfAuthority() {
        return firstOf(rest, 2, "/?#");
    }

    private static int firstOf(String text, int from, String characters) {
        for (int i = from; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private String notAFile() {
        return "The artifact location '" + this + "' is not a file on this machine. Use file:///path or a plain path.";
    }

    @Override
    public String toString() {
        return scheme.isEmpty() ? rest : scheme + ":" + rest;
    }
}
