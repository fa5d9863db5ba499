package dev.millrace.client;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a tracking server. All but the address comes from the variables that MLflow's own clients read.
 *
 * @param server the server's base address, with a path where it is mounted under one
 * @param authorization the value of the Authorization header; null for none
 * @param retries how often a request is sent again that met a busy or broken server
 * @param backoffFactor seconds of the first pause, which doubles each time
 * @param timeout of connecting, and of each wait for bytes
 * @param firstPatience how long a server is tried, at most, that this client has not reached yet and that refuses the
 *     connection: a wrong address is more likely than a server that is about to start; null for all repetitions
 */
public record ClientConfig(
        URI server,
        @Nullable String authorization,
        int retries,
        double backoffFactor,
        Duration timeout,
        @Nullable Duration firstPatience) {

    /** The longest pause between two tries, whatever the factor. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(120);

    private static final String RETRIES = "MLFLOW_HTTP_REQUEST_MAX_RETRIES";
    private static final String BACKOFF_FACTOR = "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR";
    private static final String TIMEOUT = "MLFLOW_HTTP_REQUEST_TIMEOUT";
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(10);

    /**
     * The server that MLFLOW_TRACKING_URI names, with MLFLOW_TRACKING_USERNAME and _PASSWORD or MLFLOW_TRACKING_TOKEN,
     * MLFLOW_HTTP_REQUEST_MAX_RETRIES (7), _BACKOFF_FACTOR (2) and _TIMEOUT (120 s). Where one of these three is set,
     * it holds from the first request on; otherwise a server that refuses that one is tried for ten seconds.
     *
     * @throws ApiException if no server is named or a value is wrong
     */
    public static ClientConfig of(Map<String, String> variables) {
        String uri = variables.getOrDefault("MLFLOW_TRACKING_URI", "").strip();
        if (uri.isEmpty()) {
            throw ApiException.invalid(
                    "No tracking server is named: set MLFLOW_TRACKING_URI to its address, for example"
                            + " http://127.0.0.1:5000.");
        }
        return of(uri, variables);
    }

    /** The same for a given server address. */
    public static ClientConfig of(String uri, Map<String, String> variables) {
        URI server = address(uri);
        return new ClientConfig(
                withoutUser(server),
                authorization(server, variables),
                (int) number(variables, RETRIES, 7),
                number(variables, BACKOFF_FACTOR, 2),
                Duration.ofMillis((long) (1000 * number(variables, TIMEOUT, 120))),
                Stream.of(RETRIES, BACKOFF_FACTOR, TIMEOUT).allMatch(name -> isUnset(variables, name))
                        ? FIRST_PATIENCE
                        : null);
    }

    /** The same with fewer or more repetitions. */
    public ClientConfig withRetries(int times) {
        return new ClientConfig(server, authorization, times, backoffFactor, timeout, firstPatience);
    }

    /** The same with a shorter or longer patience. */
    public ClientConfig withTimeout(Duration patience) {
        return new ClientConfig(server, authorization, retries, backoffFactor, patience, firstPatience);
    }

    /** The same with a shorter or longer patience for a server that was not reached yet; null for all repetitions. */
    ClientConfig withFirstPatience(@Nullable Duration patience) {
        return new ClientConfig(server, authorization, retries, backoffFactor, timeout, patience);
    }

    /** Says nothing of the password or token, as it may end up in a log. */
    @Override
    public String toString() {
        return "ClientConfig[server=%s, retries=%d, backoffFactor=%s, timeout=%s]"
                .formatted(server, retries, backoffFactor, timeout);
    }

    private static URI address(String uri) {
        try {
            URI server = new URI(uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri);
            if (("http".equals(server.getScheme()) || "https".equals(server.getScheme())) && server.getHost() != null) {
                return server;
            }
        } catch (URISyntaxException e) {
            // Not with the cause, whose message has the address again.
            throw ApiException.invalid("'%s' is not an address: %s.".formatted(shown(uri), e.getReason()));
        }
        throw ApiException.invalid("'" + shown(uri)
                + "' is not the address of a tracking server: it must start with http:// or https://.");
    }

    private static URI withoutUser(URI server) {
        if (server.getRawUserInfo() == null) {
            return server;
        }
        return URI.create(Addresses.withoutUser(server.toString()));
    }

    /** Where a password breaks the address, such as by a slash, all before the last @ may be part of it. */
    private static String shown(String uri) {
        return Addresses.withoutUser(uri).replaceFirst("(?s).*@", "…@");
    }

    private static @Nullable String authorization(URI server, Map<String, String> variables) {
        String user = variables.get("MLFLOW_TRACKING_USERNAME");
        String password = variables.get("MLFLOW_TRACKING_PASSWORD");
        String credentials = user != null && password != null ? user + ":" + password : server.getUserInfo();
        if (credentials != null) {
            return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        }
        // A secret from a file has the end of a line.
        String token = variables.getOrDefault("MLFLOW_TRACKING_TOKEN", "").strip();
        // The JDK's own refusal would repeat it.
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw ApiException.invalid(
                    "MLFLOW_TRACKING_TOKEN holds a line break or another character that no token has: copy it again.");
        }
        return token.isEmpty() ? null : "Bearer " + token;
    }

    private static boolean isUnset(Map<String, String> variables, String name) {
        return variables.getOrDefault(name, "").isBlank();
    }

    private static double number(Map<String, String> variables, String name, double otherwise) {
        String text = variables.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && value <= 1_000_000) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, name + " is '" + text + "', not a number.", e);
        }
        throw ApiException.invalid(name + " is " + text + "; it must lie between 0 and 1000000.");
    }
}
