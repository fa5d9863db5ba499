package dev.millrace.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request over {@link HttpURLConnection}. In a fresh JVM its first requests cost some 0.05 s of CPU where
 * {@code java.net.http} costs 0.45 s, which is more than all else a short command does. It has no PATCH: only that goes
 * by the other.
 */
final class Connection {
    private final ClientConfig config;

    Connection(ClientConfig config) {
        this.config = config;
    }

    /**
     * An answer as it arrives.
     *
     * @param retryAfter the Retry-After header; null without one
     * @param body to be closed by the receiver
     */
    record Reply(int status, @Nullable String retryAfter, InputStream body) {}

    Reply send(String method, URI uri, @Nullable Payload payload) throws IOException {
        return method.equals("PATCH") ? patch(uri, payload) : request(method, uri, payload);
    }

    /** One try must not take longer than all of them may. */
    private Duration connectTimeout() {
        Duration patience = config.firstPatience();
        return patience != null && patience.compareTo(config.timeout()) < 0 ? patience : config.timeout();
    }

    private Reply request(String method, URI uri, @Nullable Payload payload) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) connectTimeout().toMillis());
        connection.setReadTimeout((int) config.timeout().toMillis());
        connection.setUseCaches(false);
        if (config.authorization() != null) {
            connection.setRequestProperty("Authorization", config.authorization());
        }
        if (payload != null) {
            connection.setRequestProperty("Content-Type", payload.contentType());
            connection.setDoOutput(true);
            // Besides saving memory this keeps it from sending a request twice behind our back.
            connection.setFixedLengthStreamingMode(payload.length());
            try (InputStream content = payload.open();
                    OutputStream out = connection.getOutputStream()) {
                content.transferTo(out);
            }
        }
        return reply(connection);
    }

    private static Reply reply(HttpURLConnection connection) throws IOException {
        try {
            int status = connection.getResponseCode();
            InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
            return new Reply(
                    status,
                    connection.getHeaderField("Retry-After"),
                    body == null ? InputStream.nullInputStream() : body);
        } catch (HttpRetryException e) {
            // A 401 to a streamed request: it wants to ask for a password and send the body again.
            return new Reply(e.responseCode(), null, InputStream.nullInputStream());
        }
    }

    private Reply patch(URI uri, @Nullable Payload payload) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(config.timeout());
        if (config.authorization() != null) {
            request.header("Authorization", config.authorization());
        }
        if (payload == null) {
            request.method("PATCH", HttpRequest.BodyPublishers.noBody());
        } else {
            try (InputStream content = payload.open()) {
                request.header("Content-Type", payload.contentType());
                request.method("PATCH", HttpRequest.BodyPublishers.ofByteArray(content.readAllBytes()));
            }
        }
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout())
                .build()) {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(
                    response.statusCode(),
                    response.headers().firstValue("Retry-After").orElse(null),
                    new ByteArrayInputStream(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
