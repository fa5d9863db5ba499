package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.ArtifactUri;
import java.io.File;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The addresses under which experiments, runs and models keep their artifacts. */
public final class ArtifactLocation {
    private static final int LONGEST = 2048;

    /** Schemes whose host would make this server call a machine that a client chose. */
    private static final Set<String> HOST_ADDRESSED =
            Set.of("ftp", "sftp", "hdfs", "viewfs", "http", "https", "r2", "b2", "abfss");

    /** Schemes in which a semicolon in the last segment begins parameters; elsewhere it is a character like others. */
    private static final Set<String> WITH_PARAMS = Set.of("", "ftp", "hdfs", "http", "https", "sftp", "mms", "rtsp");

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    private ArtifactLocation() {}

    /**
     * The location of something below another; a query string stays at the end. A scheme, or the letter of a drive, is
     * written in lower case, and a {@code file:} address with the slashes of an authority, as the original's library does.
     */
    public static String below(String given, String... segments) {
        String location = plainest(given);
        int query = ArtifactUri.parse(location).scheme().isEmpty() ? -1 : location.indexOf('?');
        String path = query < 0 ? location : location.substring(0, query);
        String suffix = String.join("/", segments);
        String joined = path.isEmpty() || path.endsWith("/") ? path + suffix : path + "/" + suffix;
        return query < 0 ? joined : joined + location.substring(query);
    }

    private static String plainest(String location) {
        ArtifactUri uri = ArtifactUri.parse(location);
        if (isOfWindows(location)) {
            return location.substring(0, 1).toLowerCase(Locale.ROOT) + location.substring(1);
        }
        boolean bare = uri.scheme().equals("file")
                && uri.rest().startsWith("/")
                && !uri.rest().startsWith("//");
        return bare ? "file://" + uri.rest() : uri.toString();
    }

    /**
     * Whether it begins with a drive, as {@code C:/x}, and so is a path of a client's machine, which nobody can open here. On
     * Windows it is a path like others.
     */
    public static boolean isOfWindows(String location) {
        return File.separatorChar == '/' && DRIVE.matcher(location).matches();
    }

    /**
     * A location in which a path of the local file system is absolute; else it stays as it is written.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE for a local address that is no path of this machine, or would be another
     *     one when it is read again, as when it begins with an escaped slash
     */
    public static String absolute(String location) {
        ArtifactUri uri = ArtifactUri.parse(location);
        if (!uri.isLocal() || isOfWindows(location)) {
            return location;
        }
        // What cannot be read as a path is refused here; what can is kept as it is written, escapes and all.
        uri.localPath();
        boolean plain = uri.scheme().isEmpty();
        if (plain ? Path.of(location).isAbsolute() : uri.rest().startsWith("/")) {
            return location;
        }
        // Steps upwards are kept as they are in absolute paths; this server takes the shortest form where it opens or
        // compares one, and a client its own system's.
        // Escapes are decoded where it is opened, and a percent sign of the working directory is none.
        Path path = Path.of(Path.of("").toAbsolutePath().toString().replace("%", "%25"));
        for (Path name : Path.of(uri.path())) {
            path = name.toString().equals(".") ? path : path.resolve(name);
        }
        String absolute = plain ? path.toString() : "file://" + path;
        if (!ArtifactUri.parse(absolute).localPath().equals(uri.localPath())) {
            throw ApiException.invalid(
                    "The artifact location '%s' can be read in two ways. Write its slashes and percent signs plainly."
                            .formatted(location));
        }
        return absolute;
    }

    /**
     * Refuses an address by which a client would make this server call another machine.
     *
     * @param field where the address stands in the request
     */
    public static void refuseOtherHosts(String address, String field) {
        ArtifactUri uri = ArtifactUri.parse(address);
        String scheme = uri.scheme();
        boolean proxyOfAnother =
                scheme.equals("mlflow-artifacts") && !uri.authority().isEmpty();
        if (HOST_ADDRESSED.contains(scheme) || proxyOfAnother) {
            throw ApiException.invalid(
                    "'%1$s' cannot use the '%2$s' scheme: the '%2$s' scheme addresses a host other than the tracking server's configured artifact storage, so the server would issue requests to a host chosen by the caller."
                            .formatted(field, scheme));
        }
    }

    /** Checks a location that a client gives to an experiment, and makes it absolute. */
    static String checked(String location) {
        if (location.length() > LONGEST) {
            throw tooLong();
        }
        ArtifactUri uri = ArtifactUri.parse(location);
        String rest = uri.rest();
        String scheme = uri.scheme();
        int lastSegment = rest.lastIndexOf('/');
        boolean params = WITH_PARAMS.contains(scheme)
                && !isOfWindows(location)
                && rest.indexOf(';', Math.max(lastSegment, 0)) >= 0;
        if (location.contains("#") || params) {
            throw ApiException.invalid("'artifact_location' URL can't include fragments or params.");
        }
        if (rest.contains("?") && rest.substring(rest.indexOf('?')).contains("..")) {
            throw ApiException.invalid("Invalid query string: " + rest.substring(rest.indexOf('?') + 1));
        }
        if (scheme.equals("runs") || scheme.equals("models")) {
            throw ApiException.invalid(
                    "Artifact location cannot be a %s:/ URI. Given: '%s'".formatted(scheme, location));
        }
        refuseOtherHosts(location, "artifact_location");
        String absolute = absolute(location);
        if (absolute.length() > LONGEST) {
            throw tooLong();
        }
        return absolute;
    }

    private static ApiException tooLong() {
        return ApiException.invalid(
                "Invalid artifact path length. The length of the artifact path cannot be greater than %d characters. To configure this limit, please set the MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH environment variable."
                        .formatted(LONGEST));
    }
}
