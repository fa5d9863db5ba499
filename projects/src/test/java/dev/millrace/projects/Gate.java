package dev.millrace.projects;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a tracking server and can be out of order for a while. */
final class Gate implements AutoCloseable {
    private final HttpServer gate;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String behind;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile String path = "";

    /** Counted down when a request is held. */
    final CountDownLatch holding = new CountDownLatch(1);

    /** Lets the held request go on. */
    final CountDownLatch release = new CountDownLatch(1);

    Gate(String behind) throws IOException {
        this.behind = behind;
        this.gate = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gate.setExecutor(threads);
        gate.createContext("/", this::pass);
        gate.start();
    }

    String uri() {
        return "http://127.0.0.1:" + gate.getAddress().getPort();
    }

    /** Answers the next requests to paths of this end with 503. */
    void refuse(String pathEnd, int times) {
        path = pathEnd;
        refused.set(times);
    }

    /** Lets the next request to a path of this end wait. */
    void hold(String pathEnd) {
        path = pathEnd;
        refused.set(-1);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (!path.isEmpty() && exchange.getRequestURI().getPath().endsWith(path)) {
                if (refused.compareAndSet(-1, 0)) {
                    holding.countDown();
                    release.await();
                } else if (refused.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    exchange.sendResponseHeaders(503, -1);
                    return;
                }
            }
            HttpRequest request = HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI()))
                    .header("Content-Type", "application/json")
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        release.countDown();
        gate.stop(0);
        client.shutdownNow();
        threads.shutdownNow();
    }
}
