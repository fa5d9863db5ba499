package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.JsonValue;
import dev.millrace.server.TestServer.Answer;
import dev.millrace.server.sql.PoolConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several servers on one database, through which many clients write the same keys of the same runs, each in another order:
 * the load on which transactions deadlock that take their rows in the order of the request.
 */
class SharedDatabaseTest {
    private static final int SERVERS = 3;
    private static final int CLIENTS = 12;
    private static final int ROUNDS = 8;
    private static final int RUNS = 3;
    private static final int KEYS = 15;
    private static final PoolConfig FEW_CONNECTIONS = new PoolConfig(5, Duration.ZERO, true, Duration.ZERO, null);

    /** MLflow's rule for the latest value of a metric. */
    private static final Comparator<Point> BY_RECENCY = Comparator.comparingLong(Point::step)
            .thenComparingLong(Point::timestamp)
            .thenComparingDouble(Point::value);

    private final List<TestServer> servers = new ArrayList<>();
    private final List<String> runs = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Point> points = new ConcurrentLinkedQueue<>();
    private final Queue<String> made = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> versions = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    private record Point(String run, String key, double value, long timestamp, long step) {
        String json() {
            return "{'key': '%s', 'value': %s, 'timestamp': %d, 'step': %d}".formatted(key, value, timestamp, step);
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(TestServer::close);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    @Timeout(60)
    void clientsOfAllServersStandInNobodysWay(TestDatabase kind) throws Exception {
        String uri = kind.uri(folder);
        for (int i = 0; i < SERVERS; i++) {
            var config = ServerConfig.of(
                    "127.0.0.1", 0, uri, folder.resolve("artifacts").toString());
            servers.add(TestServer.start(config.withDatabase(config.database().withPool(FEW_CONNECTIONS, null))));
        }
        for (int i = 0; i < RUNS; i++) {
            runs.add(servers.getFirst().run());
        }
        servers.getFirst().post("registered-models/create", "{'name': 'm'}");

        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            clients.add(() -> {
                write(servers.get(client % SERVERS), client);
                return null;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(clients)) {
                done.get();
            }
        }

        assertThat(failures).isEmpty();
        for (String run : runs) {
            hasAll(run);
        }
        assertThat(versions)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, CLIENTS * ROUNDS).boxed().toList());
        assertThat(runsOfTheExperiment()).containsAll(made).hasSize(RUNS + made.size());
    }

    private void write(TestServer server, int client) {
        var random = new Random(client);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> order = new ArrayList<>(runs);
            Collections.shuffle(order, random);
            for (String run : order) {
                batch(server, run, client, round, random);
            }
            String run = order.getFirst();
            Point point = point(run, random.nextInt(KEYS), client, 1000 + round, random);
            post(
                    server,
                    "runs/log-metric",
                    "{'run_id': '%s', %s".formatted(run, point.json().substring(1)));
            points.add(point);
            post(
                    server,
                    "runs/set-tag",
                    "{'run_id': '%s', 'key': 't%d', 'value': '%d'}".formatted(run, random.nextInt(KEYS), client));
            post(
                    server,
                    "runs/log-parameter",
                    "{'run_id': '%s', 'key': 'q%d', 'value': 'same'}".formatted(run, random.nextInt(KEYS)));
            post(server, "runs/update", "{'run_id': '%s', 'run_name': 'by %d'}".formatted(run, client));
            made.add(post(server, "runs/create", "{'experiment_id': '0', 'tags': [{'key': 'a', 'value': 'b'}]}")
                    .at("run.info.run_id"));
            versions.add(
                    Integer.parseInt(post(server, "model-versions/create", "{'name': 'm', 'source': 's3://bucket/m'}")
                            .at("model_version.version")));
            post(server, "registered-models/alias", "{'name': 'm', 'alias': 'newest', 'version': '1'}");
        }
    }

    private void batch(TestServer server, String run, int client, int round, Random random) {
        List<Integer> keys = new ArrayList<>(IntStream.range(0, KEYS).boxed().toList());
        Collections.shuffle(keys, random);
        List<Point> batch =
                keys.stream().map(key -> point(run, key, client, round, random)).toList();
        Collections.shuffle(keys, random);
        String params = keys.stream()
                .map(key -> "{'key': 'p%d', 'value': 'v%d'}".formatted(key, key))
                .collect(Collectors.joining(", "));
        Collections.shuffle(keys, random);
        String tagged = keys.stream()
                .map(key -> "{'key': 't%d', 'value': '%d'}".formatted(key, client))
                .collect(Collectors.joining(", "));
        String metrics = batch.stream().map(Point::json).collect(Collectors.joining(", "));
        post(
                server,
                "runs/log-batch",
                "{'run_id': '%s', 'metrics': [%s], 'params': [%s], 'tags': [%s]}"
                        .formatted(run, metrics, params, tagged));
        points.addAll(batch);
    }

    /** Steps and times that meet those of other clients; a value that nobody else logs. */
    private static Point point(String run, int key, int client, int round, Random random) {
        return new Point(run, "m" + key, client * 10_000 + round, 1 + random.nextInt(3), random.nextInt(3));
    }

    private Answer post(TestServer server, String operation, String json) {
        Answer answer = server.post(operation, "%s", json);
        if (answer.status() != 200) {
            failures.add(operation + " " + answer);
        }
        return answer;
    }

    private void hasAll(String run) {
        TestServer reader = servers.get(1);
        JsonValue.Obj found = (JsonValue.Obj)
                ((JsonValue.Obj) reader.get("runs/get", "run_id=" + run).json().get("run")).get("data");
        Map<String, Point> latest = new HashMap<>();
        Map<String, List<Double>> values = new HashMap<>();
        for (Point point : points) {
            if (point.run().equals(run)) {
                latest.merge(point.key(), point, (a, b) -> BY_RECENCY.compare(a, b) >= 0 ? a : b);
                values.computeIfAbsent(point.key(), key -> new ArrayList<>()).add(point.value());
            }
        }
        assertThat(objects(found, "metrics").stream()
                        .map(metric -> new Point(
                                run,
                                metric.text("key"),
                                number(metric, "value"),
                                (long) number(metric, "timestamp"),
                                (long) number(metric, "step"))))
                .containsExactlyInAnyOrderElementsOf(latest.values());
        values.forEach((key, logged) -> assertThat(
                        objects(
                                        reader.get("metrics/get-history", "run_id=" + run + "&metric_key=" + key)
                                                .json(),
                                        "metrics")
                                .stream()
                                .map(metric -> number(metric, "value")))
                .as(key)
                .containsExactlyInAnyOrderElementsOf(logged));
        List<String> params = objects(found, "params").stream()
                .map(param -> param.text("key") + "=" + param.text("value"))
                .filter(param -> param.startsWith("p"))
                .toList();
        assertThat(params)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, KEYS)
                        .mapToObj(key -> "p%d=v%d".formatted(key, key))
                        .toList());
        List<String> tags = objects(found, "tags").stream()
                .map(tag -> String.valueOf(tag.text("key")))
                .filter(key -> key.startsWith("t"))
                .toList();
        assertThat(tags).hasSize(KEYS).doesNotHaveDuplicates();
    }

    private List<String> runsOfTheExperiment() {
        return objects(
                        servers.get(2)
                                .post("runs/search", "{'experiment_ids': ['0'], 'max_results': 1000}")
                                .json(),
                        "runs")
                .stream()
                .map(run -> String.valueOf(((JsonValue.Obj) run.get("info")).text("run_id")))
                .toList();
    }

    private static List<JsonValue.Obj> objects(JsonValue.Obj parent, String name) {
        return parent.get(name) instanceof JsonValue.Arr(List<JsonValue> items)
                ? items.stream().map(item -> (JsonValue.Obj) item).toList()
                : List.of();
    }

    private static double number(JsonValue.Obj object, String name) {
        return ((JsonValue.Num) object.get(name)).toDouble();
    }
}
