package dev.millrace.cli.distribution;

import dev.millrace.environments.Folders;
import dev.millrace.http.HttpConfig;
import dev.millrace.http.Logs;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import dev.millrace.serving.ScoringConfig;
import dev.millrace.serving.ScoringServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the JVM does while it records the AOT cache: everything that a start, and the first requests after it, should find
 * ready. Each server is started, asked and stopped, on a temporary folder.
 */
public final class Training {
    /** The word that makes the command line run this; of use to the build only. */
    public static final String WORD = "aot-training";

    private static final List<List<String>> COMMANDS = List.of(
            List.of("--help"),
            List.of("--version"),
            List.of("completion", "bash"),
            List.of("server", "--help"),
            List.of("models", "serve", "--help"));
    private static final int REQUESTS = 20;
    private static final Pattern ADDRESS = Pattern.compile("http://[0-9.:]+");
    private static final Pattern RUN_ID = Pattern.compile("\"run_id\": *\"([0-9a-f]+)\"");

    private Training() {}

    /**
     * Runs the part of the training that a kind of command needs. A cache holds no more than that: all that is in it is
     * loaded at each start.
     *
     * @param kind {@code server}, {@code models}, {@code run} or {@code cli}, as the launcher chooses the cache
     * @param command runs a command line within this process and returns its exit code
     * @return 0, or the exit code of the command that failed
     */
    public static int run(String kind, ToIntFunction<List<String>> command) {
        Logs.configure(Logs.Format.TEXT, "info");
        try {
            Path folder = Files.createTempDirectory("millrace-training-");
            try {
                switch (kind) {
                    case "server" -> tracking(folder, command);
                    case "models" -> scoring(folder, command);
                    case "run" -> project(folder, command);
                    default -> {
                        return COMMANDS.stream().mapToInt(command).max().orElse(0);
                    }
                }
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
        return 0;
    }

    private static void tracking(Path folder, ToIntFunction<List<String>> command) throws IOException {
        // Refused, after all options were read: what a real start does before it opens anything.
        expect(2, command, List.of("server", "--static-prefix", "wrong"));
        ServerConfig config = ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("mlflow.db"),
                folder.resolve("artifacts").toString());
        try (Server server = Server.start(config)) {
            int port = server.port();
            for (String path : List.of("/health", "/version", "/")) {
                RawRequest.send(port, "GET", path, "");
            }
            for (int i = 0; i < REQUESTS; i++) {
                log(port);
            }
        }
    }

    /**
     * Runs a project that does nothing. The tracking server is a process of its own, since its classes are none that a run
     * needs.
     */
    private static void project(Path folder, ToIntFunction<List<String>> command)
            throws IOException, InterruptedException {
        Files.writeString(folder.resolve("MLproject"), """
                name: training
                entry_points:
                  main:
                    parameters:
                      rate: {type: float, default: 0.1}
                    command: "true {rate}"
                """);
        Process server = server(folder);
        try {
            expect(
                    0,
                    command,
                    List.of("run", folder.toString(), "--env-manager", "local", "--tracking-uri", address(server)));
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private static Process server(Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launcher().toString(), "server", "--port", "0")
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // Or it would record a cache, too.
        builder.environment().remove("MILLRACE_JAVA_OPTS");
        return builder.start();
    }

    /** The launcher of the distribution that this class lies in. */
    private static Path launcher() {
        try {
            Path jar = Path.of(Training.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.resolveSibling("../bin/millrace").normalize();
        } catch (URISyntaxException odd) {
            throw new IllegalStateException(odd);
        }
    }

    /** Reads where the server listens from the line that says so. */
    private static String address(Process server) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                return address.group();
            }
        }
        throw new IOException("The tracking server did not start");
    }

    private static void expect(int code, ToIntFunction<List<String>> command, List<String> words) {
        int found = command.applyAsInt(words);
        if (found != code) {
            throw new IllegalStateException(words + " ended with " + found + " instead of " + code);
        }
    }

    private static void log(int port) throws IOException {
        long now = System.currentTimeMillis();
        String created = post(port, "runs/create", """
                {"experiment_id": "0", "start_time": %d, "tags": [{"key": "mlflow.user", "value": "a"}]}""".formatted(now));
        Matcher id = RUN_ID.matcher(created);
        if (!id.find()) {
            throw new IOException("The server made no run: " + created);
        }
        String run = id.group(1);
        post(port, "runs/log-batch", """
                {"run_id": "%s", "metrics": [{"key": "loss", "value": 0.5, "timestamp": %d, "step": 1}],
                 "params": [{"key": "rate", "value": "0.1"}], "tags": [{"key": "colour", "value": "blue"}]}""".formatted(run, now));
        post(port, "runs/log-metric", """
                {"run_id": "%s", "key": "loss", "value": 0.4, "timestamp": %d, "step": 2}""".formatted(run, now));
        post(port, "runs/update", "{\"run_id\": \"%s\", \"status\": \"FINISHED\"}".formatted(run));
        RawRequest.send(port, "GET", "/api/2.0/mlflow/runs/get?run_id=" + run, "");
        post(port, "runs/search", """
                {"experiment_ids": ["0"], "filter": "metrics.loss < 1 AND tags.colour = 'blue'",
                 "order_by": ["metrics.loss DESC"], "max_results": 10}""");
    }

    private static String post(int port, String path, String body) throws IOException {
        return RawRequest.send(port, "POST", "/api/2.0/mlflow/" + path, body);
    }

    private static void scoring(Path folder, ToIntFunction<List<String>> command)
            throws IOException, InterruptedException {
        expect(1, command, List.of("models", "serve", "--model-uri", folder.toString()));
        Path model = Files.createDirectory(folder.resolve("model"));
        for (String name : List.of("MLmodel", "model.onnx")) {
            try (InputStream in = Training.class.getResourceAsStream("model/" + name)) {
                if (in == null) {
                    throw new IOException("The model " + name + " is missing in the jar");
                }
                Files.copy(in, model.resolve(name));
            }
        }
        ScoringConfig config = ScoringConfig.of(model, () -> {
                    throw new IllegalStateException("This model needs no Python");
                })
                .withHttp(HttpConfig.of("127.0.0.1", 0));
        try (ScoringServer server = ScoringServer.start(config)) {
            for (String body : List.of(
                    "{\"dataframe_split\": {\"columns\": [\"a\", \"b\", \"c\"], \"data\": [[1, 2, 3], [0.5, 1, 0]]}}",
                    "{\"dataframe_records\": [{\"a\": 1, \"b\": 2, \"c\": 3}]}",
                    "{\"inputs\": {\"a\": [1], \"b\": [2], \"c\": [3]}}")) {
                RawRequest.send(server.port(), "POST", "/invocations", body);
            }
            RawRequest.send(server.port(), "GET", "/ping", "");
        }
    }
}
