package dev.millrace.serving;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends requests to a scoring server. */
final class Client implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    Client(ScoringServer server) {
        this(server.port());
    }

    Client(int port) {
        this.server = URI.create("http://127.0.0.1:" + port);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofString());
    }

    /** Sends JSON to {@code /invocations}. */
    HttpResponse<String> invoke(String json) throws IOException, InterruptedException {
        return send("POST", "/invocations", "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #invoke}, without waiting for the answer. */
    CompletableFuture<HttpResponse<String>> invokeLater(String json) {
        return http.sendAsync(
                request("POST", "/invocations", "application/json", json.getBytes(StandardCharsets.UTF_8)),
                BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, @Nullable String contentType, byte[] body)
            throws IOException, InterruptedException {
        return http.send(request(method, path, contentType, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, @Nullable String contentType, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return request.build();
    }

    /** Waits until the server's metrics have this line. */
    void awaitMetric(String line) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        String metrics = get("/metrics").body();
        while (metrics.lines().noneMatch(line::equals)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("The metrics never had '" + line + "':\n" + metrics);
            }
            metrics = get("/metrics").body();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
