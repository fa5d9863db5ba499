package dev.millrace.artifacts;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * A folder behind the artifact proxy of a server. It is written {@code mlflow-artifacts://host:port/path}, which MLflow reads
 * with the scheme of {@code MLFLOW_TRACKING_URI}; {@code mlflow-artifacts:/path}, which is on that server; or as the URL of
 * the route itself.
 *
 * @param route the URL of the proxy's route, without a slash at its end
 * @param keys the names of files behind it
 */
record ProxyAddress(URI route, ObjectKeys keys) {

    private static final String ROUTE = ArtifactUri.PROXY_ROUTE;

    /** @throws ApiException {@code INVALID_PARAMETER_VALUE} when it is none of the three */
    static ProxyAddress of(ArtifactUri root, Map<String, String> environment) {
        if (root.segments().contains("..")) {
            throw ApiException.invalid("The artifact location '" + root + "' climbs out of its folder.");
        }
        if (!root.scheme().equals("mlflow-artifacts")) {
            String text = root.toString();
            int route = text.indexOf(ROUTE);
            String below = route < 0 ? "" : text.substring(route + ROUTE.length());
            if (route < 0 || !(below.isEmpty() || below.startsWith("/"))) {
                throw ApiException.invalid("An artifact location at " + root.scheme()
                        + " must be the address of a server's artifact proxy: http://host:port" + ROUTE + "/path.");
            }
            return at(text.substring(0, route), ArtifactUri.parse(root.scheme() + "://" + below));
        }
        String tracking = environment.getOrDefault("MLFLOW_TRACKING_URI", "").strip();
        boolean named = tracking.toLowerCase(Locale.ROOT).startsWith("http");
        if (!root.authority().isEmpty()) {
            String scheme = named ? tracking.substring(0, tracking.indexOf(':')) : "http";
            return at(scheme + "://" + root.authority(), root);
        }
        if (!named) {
            throw ApiException.invalid(
                    "The artifact location '" + root + "' names no server. Use mlflow-artifacts://host:port/path,"
                            + " or set MLFLOW_TRACKING_URI to the server's address.");
        }
        return at(tracking.replaceFirst("/+$", ""), root);
    }

    private static ProxyAddress at(String server, ArtifactUri below) {
        try {
            URI route = URI.create(server + ROUTE);
            if (route.getHost() != null && route.getUserInfo() == null) {
                return new ProxyAddress(route, ObjectKeys.below(below));
            }
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, refusal(), e);
        }
        throw ApiException.invalid(refusal());
    }

    /** Without the address, which may hold a password. */
    private static String refusal() {
        return "The address of an artifact proxy must be http://host:port or https://host:port; names and passwords belong"
                + " into MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, a token into MLFLOW_TRACKING_TOKEN.";
    }
}
