package dev.millrace.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends requests to servers of artifacts, with the credentials that MLflow's clients read. Redirects are not followed. */
final class ProxyConnection {

    private static final int BUFFER = 64 * 1024;

    /** Answers of servers that are busy or about to come back. */
    private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 429, 502, 503, 504);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final @Nullable String authorization;

    ProxyConnection(Map<String, String> environment) {
        this.authorization = authorization(environment);
    }

    private static @Nullable String authorization(Map<String, String> environment) {
        String user = environment.get("MLFLOW_TRACKING_USERNAME");
        String password = environment.get("MLFLOW_TRACKING_PASSWORD");
        if (user != null && password != null) {
            return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        }
        String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "").strip();
        // The JDK's own refusal would repeat it.
        if (token.chars().anyMatch(Character::isISOControl)) {
            throw ApiException.invalid("MLFLOW_TRACKING_TOKEN holds a line break or another control character");
        }
        return token.isEmpty() ? null : "Bearer " + token;
    }

    /**
     * Sends a request without a body and gives its answer, of any status, when its head has come.
     *
     * @param headers beside those that every request has
     * @throws IOException where the server cannot be reached or falls silent, tried {@link RemotePatience#ATTEMPTS} times, as a
     *     busy one is
     */
    HttpURLConnection send(String method, URI uri, Map<String, String> headers) throws IOException {
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == RemotePatience.ATTEMPTS;
            try {
                HttpURLConnection request = open(method, uri);
                headers.forEach(request::setRequestProperty);
                if (last || !WORTH_ANOTHER_TRY.contains(request.getResponseCode())) {
                    request.getResponseCode();
                    return request;
                }
                discard(request);
            } catch (IOException e) {
                if (last) {
                    throw e;
                }
            }
            pause(FIRST_PAUSE.multipliedBy(1L << attempt));
        }
    }

    private static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the server of the artifacts");
        }
    }

    /** Sends a request with a body as it comes, once, and gives the answer of any status. */
    HttpURLConnection send(String method, URI uri, InputStream content) throws IOException {
        HttpURLConnection request = open(method, uri);
        request.setDoOutput(true);
        request.setRequestProperty("Content-Type", "application/octet-stream");
        request.setChunkedStreamingMode(BUFFER);
        OutputStream out = request.getOutputStream();
        try {
            content.transferTo(out);
        } catch (IOException | RuntimeException e) {
            // Closing the stream would end the body as if it were whole.
            request.disconnect();
            throw e;
        }
        out.close();
        request.getResponseCode();
        return request;
    }

    private HttpURLConnection open(String method, URI uri) throws IOException {
        HttpURLConnection request = (HttpURLConnection) uri.toURL().openConnection();
        request.setRequestMethod(method);
        request.setConnectTimeout((int) RemotePatience.CONNECT.toMillis());
        request.setReadTimeout((int) RemotePatience.SILENCE.toMillis());
        request.setInstanceFollowRedirects(false);
        request.setUseCaches(false);
        if (authorization != null) {
            request.setRequestProperty("Authorization", authorization);
        }
        return request;
    }

    /** Reads an answer to its end, which frees the connection for the next request. */
    static void discard(HttpURLConnection answer) throws IOException {
        try (InputStream body = answer.getResponseCode() < 400 ? answer.getInputStream() : answer.getErrorStream()) {
            if (body != null) {
                body.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    /** A name in a path or a query, percent-encoded. */
    static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }
}
