package dev.millrace.server.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A receiver of webhooks on this machine that keeps what it gets. */
final class Receiver implements AutoCloseable {
    record Delivery(
            String path, String id, String time, @Nullable String signature, String body) {}

    private final HttpServer server;
    private final LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final Deque<Integer> statuses = new ArrayDeque<>();
    private final Map<String, String> headers = new ConcurrentHashMap<>();

    /** @param statuses what the first requests are answered with; the others get 200 */
    Receiver(Integer... statuses) throws IOException {
        this.statuses.addAll(List.of(statuses));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    /** All answers have this header. */
    Receiver with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    private synchronized void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Integer status = statuses.poll();
            byte[] answer = "taken".getBytes(StandardCharsets.UTF_8);
            deliveries.add(new Delivery(
                    exchange.getRequestURI().toString(),
                    header(exchange, "X-MLflow-Delivery-Id"),
                    header(exchange, "X-MLflow-Timestamp"),
                    exchange.getRequestHeaders().getFirst("X-MLflow-Signature"),
                    body));
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status == null ? 200 : status, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return String.valueOf(exchange.getRequestHeaders().getFirst(name));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next delivery; waits for it. */
    Delivery next() throws InterruptedException {
        Delivery delivery = deliveries.poll(20, TimeUnit.SECONDS);
        if (delivery == null) {
            throw new AssertionError("nothing was delivered");
        }
        return delivery;
    }

    /** How many came that nobody has looked at. */
    int waiting() {
        return deliveries.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
