package dev.millrace.server.tracking;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.Metric;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the write path without HTTP, side by side with a bare JDBC writer that puts the same rows into the same
 * schema, eight batches to a commit. Arguments: seconds for each measurement, rounds.
 */
public final class WriteBenchmark {
    private static final int WRITERS = 8;
    private static final long START = 1_795_253_070_956L;

    private WriteBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2;
        for (int round = 0; round < rounds; round++) {
            for (int[] shape : new int[][] {{100, 1}, {10, 10}, {1, 1}}) {
                System.out.printf(
                        "%3d keys x %2d steps: bare %5.0f/s, commit groups %5.0f/s%n",
                        shape[0],
                        shape[1],
                        measured("bare", () -> bare(seconds, shape[0], shape[1])),
                        measured("commit groups", () -> grouped(seconds, shape[0], shape[1])));
            }
        }
    }

    /** Runs a measurement and prints the processor time of a batch, which other work on the machine disturbs less. */
    private static double measured(String name, Callable<Double> measurement) throws Exception {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long begin = System.nanoTime();
        double rate = measurement.call();
        double batches = rate * ((System.nanoTime() - begin) / 1e9);
        System.out.printf("    %s: %.0f us CPU a batch%n", name, (system.getProcessCpuTime() - cpu) / 1e3 / batches);
        return rate;
    }

    private static double grouped(int seconds, int keys, int steps) throws Exception {
        Path folder = Files.createTempDirectory("write-benchmark");
        try (Database database = Database.open(DatabaseConfig.of("sqlite:///" + folder.resolve("grouped.db")))) {
            new ExperimentStore(database, "mlflow-artifacts:/", Clock.systemUTC()).createDefault();
            var runs = new RunStore(database, Clock.systemUTC());
            var log = new RunLogStore(database);
            var batches = new AtomicLong();
            long begin = System.nanoTime();
            long end = begin + seconds * 1_000_000_000L;
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String run = String.valueOf(
                        runs.create("0", "", null, 0, List.of()).info().runId());
                writers.add(Thread.startVirtualThread(() -> {
                    var random = new SplittableRandom(1);
                    for (int step = 0; System.nanoTime() < end; step += steps) {
                        log.logBatch(Limits.batch(batch(run, keys, steps, step, random)));
                        batches.incrementAndGet();
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            var figures = database.commitFigures();
            System.out.printf(
                    "    mean group %.1f, %.2f ms a commit%n",
                    (double) figures.members() / figures.commits(), figures.writeSeconds() * 1000 / figures.commits());
            return batches.get() / ((System.nanoTime() - begin) / 1e9);
        } finally {
            delete(folder);
        }
    }

    private static LogBatch batch(String run, int keys, int steps, int step, SplittableRandom random) {
        List<Metric> metrics = new ArrayList<>(keys * steps);
        for (int s = 0; s < steps; s++) {
            for (int k = 0; k < keys; k++) {
                metrics.add(new Metric(
                        "metric_" + k, random.nextDouble(), START + step + s, (long) step + s, null, null, null, null));
            }
        }
        return new LogBatch(run, metrics, List.of(), List.of());
    }

    private static double bare(int seconds, int keys, int steps) throws Exception {
        Path folder = Files.createTempDirectory("write-benchmark");
        String uri = "sqlite:///" + folder.resolve("bare.db");
        try (Database database = Database.open(DatabaseConfig.of(uri))) {
            new ExperimentStore(database, "mlflow-artifacts:/", Clock.systemUTC()).createDefault();
            var runs = new RunStore(database, Clock.systemUTC());
            for (int run = 0; run < WRITERS; run++) {
                runs.create("0", "", null, 0, List.of());
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bare.db"))) {
            return bare(connection, seconds, keys, steps);
        } finally {
            delete(folder);
        }
    }

    private static double bare(Connection connection, int seconds, int keys, int steps) throws SQLException {
        List<String> runs = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA foreign_keys = ON");
            try (var rows = statement.executeQuery("SELECT run_uuid FROM runs")) {
                while (rows.next()) {
                    runs.add(rows.getString(1));
                }
            }
        }
        connection.setAutoCommit(false);
        var random = new SplittableRandom(1);
        long batches = 0;
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        try (PreparedStatement point = connection.prepareStatement(
                        "INSERT OR IGNORE INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)");
                PreparedStatement latest = connection.prepareStatement("""
                        INSERT INTO latest_metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)
                        ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp,
                            step = excluded.step""")) {
            for (int step = 0; System.nanoTime() < end; step += steps) {
                for (String run : runs) {
                    for (Metric metric : batch(run, keys, steps, step, random).metrics()) {
                        add(point, run, metric);
                        if (metric.step() == step + steps - 1) {
                            add(latest, run, metric);
                        }
                    }
                    point.executeBatch();
                    latest.executeBatch();
                }
                connection.commit();
                batches += runs.size();
            }
        }
        return batches / ((System.nanoTime() - begin) / 1e9);
    }

    private static void add(PreparedStatement statement, String run, Metric metric) throws SQLException {
        statement.setString(1, metric.key());
        statement.setDouble(2, metric.value());
        statement.setLong(3, metric.timestamp());
        statement.setString(4, run);
        statement.setLong(5, metric.step());
        statement.addBatch();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
