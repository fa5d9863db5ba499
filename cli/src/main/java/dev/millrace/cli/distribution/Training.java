package dev.millrace.cli.distribution;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.TrackingClient;
import dev.millrace.http.HttpConfig;
import dev.millrace.http.Logs;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import dev.millrace.serving.ScoringConfig;
import dev.millrace.serving.ScoringServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

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
            List.of("run", "--help"),
            List.of("models", "serve", "--help"));
    private static final int REQUESTS = 20;

    private Training() {}

    /**
     * Runs it.
     *
     * @param command runs a command line within this process and returns its exit code
     * @return 0, or the exit code of the command that failed
     */
    public static int run(ToIntFunction<List<String>> command) {
        Logs.configure(Logs.Format.TEXT, "info");
        int code = COMMANDS.stream().mapToInt(command).max().orElse(0);
        try {
            Path folder = Files.createTempDirectory("millrace-training-");
            try {
                tracking(folder);
                scoring(folder);
            } finally {
                delete(folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
        return code;
    }

    private static void tracking(Path folder) throws IOException, InterruptedException {
        ServerConfig config = ServerConfig.of(
                "127.0.0.1", 0, "sqlite:///" + folder.resolve("mlflow.db"), folder.resolve("artifacts").toString());
        try (Server server = Server.start(config)) {
            String address = "http://127.0.0.1:" + server.port();
            try (HttpClient http = HttpClient.newHttpClient()) {
                for (String path : List.of("/health", "/version", "/metrics", "/")) {
                    http.send(
                            HttpRequest.newBuilder(URI.create(address + path)).build(),
                            HttpResponse.BodyHandlers.discarding());
                }
            }
            TrackingClient client = new TrackingClient(ClientConfig.of(address, Map.of()));
            String experiment = client.ensureExperiment("training");
            for (int i = 0; i < REQUESTS; i++) {
                log(client, experiment);
            }
        }
    }

    private static void log(TrackingClient client, String experiment) {
        long now = System.currentTimeMillis();
        var run = client.createRun(
                CreateRun.builder().experimentId(experiment).startTime(now).build());
        if (run.info() == null || run.info().runId() == null) {
            throw new IllegalStateException("The server made a run without an id");
        }
        String id = run.info().runId();
        client.logBatch(LogBatch.builder()
                .runId(id)
                .metrics(List.of(Metric.builder()
                        .key("loss")
                        .value(0.5)
                        .timestamp(now)
                        .step(0L)
                        .build()))
                .params(List.of(Param.builder().key("rate").value("0.1").build()))
                .build());
        client.setTag(id, "colour", "blue");
        client.updateRun(id, RunStatus.FINISHED, now);
        client.run(id);
        client.call(
                Endpoints.SEARCH_RUNS,
                SearchRuns.builder()
                        .experimentIds(List.of(experiment))
                        .filter("metrics.loss < 1 AND tags.colour = 'blue'")
                        .orderBy(List.of("metrics.loss DESC"))
                        .build());
    }

    private static void scoring(Path folder) throws IOException, InterruptedException {
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
        try (ScoringServer server = ScoringServer.start(config);
                HttpClient http = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + server.port() + "/invocations");
            for (String body : List.of(
                    "{\"dataframe_split\": {\"columns\": [\"a\", \"b\", \"c\"], \"data\": [[1, 2, 3], [0.5, 1, 0]]}}",
                    "{\"dataframe_records\": [{\"a\": 1, \"b\": 2, \"c\": 3}]}",
                    "{\"inputs\": {\"a\": [1], \"b\": [2], \"c\": [3]}}")) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(address)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new IOException("The model answered " + answer.statusCode() + ": " + answer.body());
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
