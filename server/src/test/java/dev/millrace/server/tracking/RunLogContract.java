package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunTag;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Sql;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is logged by many at once, on any database. */
abstract class RunLogContract {
    private static final int WRITERS = 16;

    private Database database;
    private RunStore runs;
    private RunLogStore log;

    /** An empty database with the schema. */
    abstract Database open(Path folder);

    @BeforeEach
    void start(@TempDir Path folder) {
        database = open(folder);
        new ExperimentStore(database, "mlflow-artifacts:/", Clock.systemUTC()).createDefault();
        runs = new RunStore(database, Clock.systemUTC());
        log = new RunLogStore(database);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void writersOfDifferentRunsKeepTheirPointsApart() throws Exception {
        List<String> ids = new ArrayList<>();
        List<Callable<String>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String id = run();
            ids.add(id);
            int writer = i;
            writers.add(() -> {
                for (int step = 0; step < 20; step++) {
                    log.logBatch(batch(id, point("a", writer, step), point("b", step, step)));
                }
                return id;
            });
        }
        atOnce(writers);

        for (int i = 0; i < WRITERS; i++) {
            Run run = read(ids.get(i));
            assertThat(run.data().metrics())
                    .extracting(Metric::key, Metric::value, Metric::step)
                    .containsExactlyInAnyOrder(tuple("a", (double) i, 19L), tuple("b", 19.0, 19L));
            assertThat(history(ids.get(i), "a")).hasSize(20);
        }
    }

    @Test
    void writersOfOneRunAndKeyLeaveTheGreatestPoint() throws Exception {
        String id = run();
        List<Callable<String>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(() -> {
                for (int step = 0; step < 20; step++) {
                    log.logMetric(id, point("m", writer, step));
                }
                return id;
            });
        }
        atOnce(writers);

        assertThat(history(id, "m")).hasSize(WRITERS * 20);
        Metric latest = read(id).data().metrics().getFirst();
        assertThat(latest.step()).isEqualTo(19);
        assertThat(latest.value()).isEqualTo(WRITERS - 1.0);
    }

    /** The load on which servers deadlock that take the rows of a run in the order of each request. */
    @Test
    void writersOfTheSameKeysInManyOrdersDoNotStandInEachOthersWay() throws Exception {
        String id = run();
        List<Callable<String>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers.add(() -> {
                var random = new Random(writer);
                for (int step = 0; step < 10; step++) {
                    List<Integer> keys =
                            new ArrayList<>(IntStream.range(0, 40).boxed().toList());
                    Collections.shuffle(keys, random);
                    double value = step;
                    long at = step;
                    log.logBatch(new LogBatch(
                            id,
                            keys.stream()
                                    .map(key -> point("m" + key, value, at))
                                    .toList(),
                            List.of(),
                            keys.reversed().stream()
                                    .map(key -> new RunTag("t" + key, "v" + writer))
                                    .toList()));
                }
                return id;
            });
        }

        assertThat(atOnce(writers)).hasSize(WRITERS);
        assertThat(database.commitFigures().repeats()).isZero();
        Run run = read(id);
        assertThat(run.data().metrics()).hasSize(40).allMatch(metric -> metric.step() == 9);
        assertThat(run.data().tags()).hasSize(41);
    }

    @Test
    void ofConflictingParametersExactlyOneWins() throws Exception {
        String id = run();
        List<Callable<String>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String value = "v" + i;
            writers.add(() -> {
                log.logBatch(new LogBatch(
                        id,
                        List.of(point(value, 1, 1)),
                        List.of(new Param("p", value)),
                        List.of(new RunTag(value, value))));
                return value;
            });
        }
        List<String> winners = atOnce(writers);

        assertThat(winners).hasSize(1);
        Run run = read(id);
        assertThat(run.data().params()).containsExactly(new Param("p", winners.getFirst()));
        assertThat(run.data().metrics()).extracting(Metric::key).containsExactly(winners.getFirst());
        assertThat(run.data().tags()).contains(new RunTag(winners.getFirst(), winners.getFirst()));
        assertThat(run.data().tags()).hasSize(2);
    }

    @Test
    void aWriterToADeletedRunHarmsNoOther() throws Exception {
        String good = run();
        String deleted = run();
        runs.delete(deleted);
        List<Callable<String>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int step = i;
            writers.add(() -> {
                log.logBatch(batch(good, point("m", 1, step)));
                return good;
            });
            writers.add(() -> {
                log.logBatch(batch(deleted, point("m", 1, step)));
                return deleted;
            });
        }

        assertThat(atOnce(writers)).hasSize(WRITERS).containsOnly(good);
        assertThat(history(good, "m")).hasSize(WRITERS);
        assertThat(history(deleted, "m")).isEmpty();
    }

    @Test
    void aMetricOfAModelIsKeptWithTheModelToo() {
        String id = run();
        String model = "m-0123456789abcdef0123456789abcdef";
        database.write(session -> session.update(Sql.of("""
                INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms,
                    last_updated_timestamp_ms, status, lifecycle_stage) VALUES (?, 0, 'n', 'x', 1, 1, 1, 'active')""", model)));
        var metric = new Metric("m", 0.5, 1L, 2L, "data", "digest", model, null);

        log.logMetric(id, metric);
        log.logMetric(id, metric);

        List<String> kept = database.read(session -> session.query(
                Sql.of("SELECT metric_name, dataset_name, run_id FROM logged_model_metrics WHERE model_id = ?", model),
                row -> row.getString(1) + " " + row.getString(2) + " " + row.getString(3)));
        assertThat(kept).containsExactly("m data " + id);
    }

    private String run() {
        return String.valueOf(runs.create("0", "", null, 0, List.of()).info().runId());
    }

    private Run read(String id) {
        return new RunReadStore(database).get(id);
    }

    private List<Metric> history(String id, String key) {
        Points points = new MetricStore(database)
                .piece(id, key, HistoryToken.parse(null), 1000)
                .points();
        return IntStream.range(0, points.size()).mapToObj(points::get).toList();
    }

    private static LogBatch batch(String run, Metric... points) {
        return new LogBatch(run, List.of(points), List.of(), List.of());
    }

    private static Metric point(String key, double value, long step) {
        return new Metric(key, value, 1L, step, null, null, null, null);
    }

    /** Runs all at the same time and gives the answers of those that were not refused. */
    private static List<String> atOnce(List<Callable<String>> writers) throws InterruptedException {
        List<String> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> writer : threads.invokeAll(writers)) {
                try {
                    answers.add(writer.get());
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(ApiException.class);
                }
            }
        }
        return answers;
    }
}
