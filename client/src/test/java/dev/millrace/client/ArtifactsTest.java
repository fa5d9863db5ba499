package dev.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real tracking server does not do on demand. */
@Timeout(60)
class ArtifactsTest {
    @TempDir
    private Path folder;

    private final AtomicBoolean first = new AtomicBoolean(true);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Test
    void fetchesOneFileTwiceAtOnce() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
            Artifacts artifacts = new Artifacts(new TrackingClient(
                    ClientConfig.of("http://127.0.0.1:" + server.getAddress().getPort(), Map.of())));
            Path file = folder.resolve("file");

            CompletableFuture<Void> slow =
                    CompletableFuture.runAsync(() -> artifacts.download("mlflow-artifacts:/file", file), threads);
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            artifacts.download("mlflow-artifacts:/file", file);
            assertThat(file).hasContent("one two");
            goOn.countDown();
            slow.get(20, TimeUnit.SECONDS);

            assertThat(file).hasContent("one two");
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).containsExactly(file);
            }
        } finally {
            server.stop(0);
        }
    }

    /** The first answer stops half-way. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("one ".getBytes(StandardCharsets.UTF_8));
            if (first.compareAndSet(true, false)) {
                exchange.getResponseBody().flush();
                begun.countDown();
                goOn.await();
            }
            exchange.getResponseBody().write("two".getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
