package dev.millrace.client;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** MLflow's own server on a free port with a database of its own: what a client must understand. */
final class MlflowServer implements AutoCloseable {
    private final Process process;
    private final String uri;

    private MlflowServer(Process process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    static Optional<Path> program() {
        String named = System.getenv("MILLRACE_TEST_MLFLOW");
        Stream<String> places = named == null
                ? Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(folder -> folder + "/mlflow")
                : Stream.of(named);
        return places.map(Path::of).filter(Files::isExecutable).findFirst();
    }

    static MlflowServer start(Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        List<String> words = List.of(
                program().orElseThrow().toString(),
                "server",
                "--port",
                Integer.toString(port),
                "--workers",
                "1",
                "--backend-store-uri",
                "sqlite:///" + folder.resolve("mlflow.db"),
                "--artifacts-destination",
                folder.resolve("artifacts").toString());
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        MlflowServer server = new MlflowServer(process, "http://127.0.0.1:" + port);
        server.awaitHealth();
        return server;
    }

    private void awaitHealth() {
        // The client's own retries do the waiting.
        Map<String, String> patient =
                Map.of("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "600", "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0");
        try (var answer = new HttpSender(ClientConfig.of(uri, patient)).send("GET", "/health", null)) {
            answer.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TrackingClient client() {
        return new TrackingClient(ClientConfig.of(uri, Map.of()));
    }

    URI uri() {
        return URI.create(uri);
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        tree.forEach(ProcessHandle::destroy);
        if (!process.waitFor(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS)) {
            tree.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
