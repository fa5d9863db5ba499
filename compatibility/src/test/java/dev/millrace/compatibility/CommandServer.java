package dev.millrace.compatibility;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A server as its users start it: by the command {@code server}, with the same flags for MLflow and for Millrace. */
final class CommandServer implements Subject {

    private static final Duration START = Duration.ofSeconds(120);

    private final List<String> command;
    private final String database;
    private final ServerFlags flags;
    private final Map<String, String> variables = new HashMap<>();
    private @Nullable Process process;

    private CommandServer(List<String> command, String database, ServerFlags flags) {
        this.command = command;
        this.database = database;
        this.flags = flags;
        variables.put("MLFLOW_DISABLE_TELEMETRY", "true");
        variables.put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
    }

    /** {@code mlflow server} with one worker. */
    static CommandServer mlflow(MlflowInstallation installation, String database, ServerFlags flags) {
        return new CommandServer(
                List.of(installation.python().toString(), "-m", "mlflow", "server", "--workers", "1"), database, flags);
    }

    /** {@code millrace server} on the class path of this process. */
    static CommandServer millrace(String database, ServerFlags flags) {
        return new CommandServer(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.millrace.cli.Main",
                        "server"),
                database,
                flags);
    }

    /** The same with a variable in its environment. */
    CommandServer with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    @Override
    public URI start(Path folder) throws IOException {
        int port = Original.freePort();
        Path log = folder.resolve("server.log");
        ProcessBuilder builder = new ProcessBuilder(words(folder, port))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(variables);
        Process started = builder.start();
        process = started;
        URI server = URI.create("http://127.0.0.1:" + port);
        Instant deadline = Instant.now().plus(START);
        while (!answers(server, flags.staticPrefix())) {
            if (!started.isAlive() || Instant.now().isAfter(deadline)) {
                throw new IOException("the server does not start, see " + log);
            }
            LockSupport.parkNanos(50_000_000);
        }
        return server;
    }

    private List<String> words(Path folder, int port) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
        words.addAll(
                List.of("--artifacts-destination", folder.resolve("mlartifacts").toString()));
        if (!flags.artifactsOnly()) {
            words.addAll(List.of("--backend-store-uri", database));
        }
        words.addAll(flags.words(folder));
        return words;
    }

    /** Whether a server is there and in health. */
    static boolean answers(URI server, String staticPrefix) throws IOException {
        try {
            return new WireClient(server)
                            .send("GET", staticPrefix + "/health", Map.of(), null)
                            .status()
                    == 200;
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
