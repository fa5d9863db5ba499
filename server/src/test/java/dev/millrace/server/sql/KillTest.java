package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} under load: what was acknowledged is there afterwards. */
@Tag("slow")
@Timeout(300)
class KillTest {
    private static final int ROUNDS = 10;
    private static final int WRITERS = 8;

    @TempDir
    Path folder;

    @Test
    void noAcknowledgedMetricIsLost() throws Exception {
        Path file = folder.resolve("mlflow.db");
        var random = new Random(4711);
        Set<String> acknowledged = new TreeSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            try (ServerProcess server = ServerProcess.start(file, "FULL", List.of())) {
                acknowledged.addAll(loadUntilKilled(server, round, 100 + random.nextInt(400)));
            }
            try (Database database = Database.open(DatabaseConfig.of("sqlite:///" + file))) {
                Set<String> stored = new TreeSet<>(database.<List<String>>read(session -> session.query(
                        Sql.of("SELECT run_uuid, \"key\", step FROM metrics"),
                        row -> row.getString(1) + " " + row.getString(2) + " " + row.getLong(3))));
                assertThat(acknowledged).as("load of round %d", round).isNotEmpty();
                assertThat(stored).containsAll(acknowledged);
                assertThat(database.<List<String>>read(
                                session -> session.query(Sql.of("PRAGMA integrity_check"), row -> row.getString(1))))
                        .containsExactly("ok");
            }
        }
    }

    /** Writes from several clients until the server dies in the middle, and gives what it had acknowledged. */
    private static Set<String> loadUntilKilled(ServerProcess server, int round, int batches) throws Exception {
        var acknowledged = new ConcurrentLinkedQueue<String>();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String run = createRun(client, server.url());
                writers.add(Thread.startVirtualThread(() -> write(client, server.url(), run, round, acknowledged)));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (acknowledged.size() < batches && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            server.kill();
            for (Thread writer : writers) {
                writer.join();
            }
        }
        return Set.copyOf(acknowledged);
    }

    private static void write(
            HttpClient client, String url, String run, int round, ConcurrentLinkedQueue<String> acknowledged) {
        for (int step = 0; ; step++) {
            String body = """
                    {"run_id": "%s", "metrics": [
                      {"key": "a%d", "value": 0.5, "timestamp": 1, "step": %d}, {"key": "b%d", "value": 1, "timestamp": 1, "step": %d}]}""".formatted(run, round, step, round, step);
            try {
                if (post(client, url + "/api/2.0/mlflow/runs/log-batch", body).statusCode() == 200) {
                    acknowledged.add(run + " a" + round + " " + step);
                    acknowledged.add(run + " b" + round + " " + step);
                }
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static String createRun(HttpClient client, String url) throws IOException, InterruptedException {
        var answer = post(client, url + "/api/2.0/mlflow/runs/create", "{\"experiment_id\": \"0\"}");
        JsonValue.Obj run = (JsonValue.Obj) ((JsonValue.Obj) Json.parse(answer.body())).get("run");
        return String.valueOf(((JsonValue.Obj) run.get("info")).text("run_id"));
    }

    private static HttpResponse<String> post(HttpClient client, String url, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
