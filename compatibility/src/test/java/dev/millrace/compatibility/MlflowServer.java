package dev.millrace.compatibility;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The command {@code mlflow server} on a database. */
final class MlflowServer implements Subject {

    private static final Duration START = Duration.ofSeconds(120);

    private final MlflowInstallation installation;
    private final String database;
    private @Nullable Process process;

    MlflowServer(MlflowInstallation installation, String database) {
        this.installation = installation;
        this.database = database;
    }

    @Override
    public URI start(Path folder) throws IOException {
        int port = Original.freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        installation.python().toString(),
                        "-m",
                        "mlflow",
                        "server",
                        "--workers",
                        "1",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--backend-store-uri",
                        database,
                        "--artifacts-destination",
                        folder.resolve("mlartifacts").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("mlflow.log").toFile()));
        builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
        builder.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
        Process started = builder.start();
        process = started;
        URI server = URI.create("http://127.0.0.1:" + port);
        Instant deadline = Instant.now().plus(START);
        while (!answers(server)) {
            if (!started.isAlive() || Instant.now().isAfter(deadline)) {
                throw new IOException("mlflow server does not start, see mlflow.log beside its database");
            }
            LockSupport.parkNanos(50_000_000);
        }
        return server;
    }

    /** Whether a server is there and in health. */
    static boolean answers(URI server) throws IOException {
        try {
            return new WireClient(server).send("GET", "/health", Map.of(), null).status() == 200;
        } catch (ConnectException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            try {
                process.waitFor(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
        }
    }
}
