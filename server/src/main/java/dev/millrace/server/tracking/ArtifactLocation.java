package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses under which experiments, runs and models keep their artifacts. */
public final class ArtifactLocation {
    private static final int LONGEST = 2048;
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);

    /** Schemes whose host would make this server call a machine that a client chose. */
    private static final Set<String> HOST_ADDRESSED =
            Set.of("ftp", "sftp", "hdfs", "viewfs", "http", "https", "r2", "b2", "abfss");

    /** Schemes in which a semicolon in the last segment begins parameters; elsewhere it is a character like others. */
    private static final Set<String> WITH_PARAMS = Set.of("", "ftp", "hdfs", "http", "https", "sftp", "mms", "rtsp");

    private ArtifactLocation() {}

    /** The location of something below another; a query string stays at the end. */
    public static String below(String location, String... segments) {
        Matcher uri = SCHEME.matcher(location);
        int query = uri.matches() ? location.indexOf('?') : -1;
        String path = query < 0 ? location : location.substring(0, query);
        String suffix = String.join("/", segments);
        String joined = path.isEmpty() || path.endsWith("/") ? path + suffix : path + "/" + suffix;
        return query < 0 ? joined : joined + location.substring(query);
    }

    /** A location in which a path of the local file system is absolute. */
    public static String absolute(String location) {
        Matcher uri = SCHEME.matcher(location);
        if (!uri.matches()) {
            return Path.of(location).toAbsolutePath().normalize().toString();
        }
        String rest = uri.group(2);
        if (uri.group(1).equals("file") && !rest.startsWith("/")) {
            return "file://" + Path.of(rest).toAbsolutePath().normalize();
        }
        return location;
    }

    /**
     * Refuses an address by which a client would make this server call another machine.
     *
     * @param field where the address stands in the request
     */
    public static void refuseOtherHosts(String address, String field) {
        Matcher uri = SCHEME.matcher(address);
        if (!uri.matches()) {
            return;
        }
        String scheme = uri.group(1).toLowerCase(Locale.ROOT);
        String rest = uri.group(2);
        boolean proxyOfAnother = scheme.equals("mlflow-artifacts")
                && rest.startsWith("//")
                && !rest.startsWith("///")
                && rest.length() > 2;
        if (HOST_ADDRESSED.contains(scheme) || proxyOfAnother) {
            throw ApiException.invalid(
                    "'%1$s' cannot use the '%2$s' scheme: the '%2$s' scheme addresses a host other than the tracking server's configured artifact storage, so the server would issue requests to a host chosen by the caller."
                            .formatted(field, scheme));
        }
    }

    /** Checks a location that a client gives to an experiment, and makes it absolute. */
    static String checked(String location) {
        String rest = location;
        String scheme = "";
        Matcher uri = SCHEME.matcher(location);
        if (uri.matches()) {
            scheme = uri.group(1).toLowerCase(Locale.ROOT);
            rest = uri.group(2);
        }
        int lastSegment = rest.lastIndexOf('/');
        boolean params = WITH_PARAMS.contains(scheme) && rest.indexOf(';', Math.max(lastSegment, 0)) >= 0;
        if (location.contains("#") || params) {
            throw ApiException.invalid("'artifact_location' URL can't include fragments or params.");
        }
        if (rest.contains("?") && rest.substring(rest.indexOf('?')).contains("..")) {
            throw ApiException.invalid("Invalid query string: " + rest.substring(rest.indexOf('?') + 1));
        }
        if (scheme.equals("runs")) {
            throw ApiException.invalid("Artifact location cannot be a runs:/ URI. Given: '%s'".formatted(location));
        }
        refuseOtherHosts(location, "artifact_location");
        String absolute = absolute(location);
        if (absolute.length() > LONGEST) {
            throw ApiException.invalid(
                    "Invalid artifact path length. The length of the artifact path cannot be greater than %d characters. To configure this limit, please set the MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH environment variable."
                            .formatted(LONGEST));
        }
        return absolute;
    }
}
