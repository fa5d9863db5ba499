import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * The floor under a write: one thread that puts metric points into a database of MLflow's schema through JDBC, with no
 * HTTP, JSON or checks before it. Each commit holds one batch of every run, as a commit group of that many waiting
 * clients would, and is synced to disk (WAL, synchronous=FULL).
 *
 * <p>Arguments: database file, runs, keys per batch, steps per key and batch, seconds of warm-up, seconds measured.
 */
public final class BareWriter {
    private static final String POINT = "INSERT OR IGNORE INTO metrics"
            + " (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, 0)";
    private static final String LATEST = "INSERT INTO latest_metrics"
            + " (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, 0, ?)"
            + " ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp,"
            + " step = excluded.step, is_nan = excluded.is_nan"
            + " WHERE (excluded.step, excluded.timestamp, excluded.value)"
            + " > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)";

    private final Connection connection;
    private final String[] runs;
    private final int keys;
    private final int steps;
    private long step = System.currentTimeMillis();

    private BareWriter(Connection connection, int runs, int keys, int steps) {
        this.connection = connection;
        this.runs = new String[runs];
        this.keys = keys;
        this.steps = steps;
    }

    public static void main(String[] arguments) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0])) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
            }
            connection.setAutoCommit(false);
            BareWriter writer = new BareWriter(connection, number(arguments[1]), number(arguments[2]), number(arguments[3]));
            writer.createRuns();
            writer.write(number(arguments[4]));
            writer.write(number(arguments[5]));
        }
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private void createRuns() throws SQLException {
        String insert = "INSERT INTO runs (run_uuid, status, lifecycle_stage, experiment_id) VALUES (?, 'RUNNING', 'active', 0)";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (int i = 0; i < runs.length; i++) {
                runs[i] = UUID.randomUUID().toString().replace("-", "");
                statement.setString(1, runs[i]);
                statement.executeUpdate();
            }
        }
        connection.commit();
    }

    /** Writes for so many seconds, then prints batches per second and CPU time per batch. */
    private void write(int seconds) throws SQLException {
        long start = System.nanoTime();
        long cpuAtStart = cpuNanos();
        long batches = 0;
        try (PreparedStatement points = connection.prepareStatement(POINT);
                PreparedStatement latest = connection.prepareStatement(LATEST)) {
            while (System.nanoTime() - start < seconds * 1_000_000_000L) {
                for (String run : runs) {
                    addBatch(points, latest, run);
                    batches++;
                }
                points.executeBatch();
                latest.executeBatch();
                connection.commit();
                step += steps;
            }
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        System.out.printf("{\"rate\": %.3f, \"cpu_ms\": %.5f, \"requests\": %d}%n",
                batches / elapsed, (cpuNanos() - cpuAtStart) / 1e6 / batches, batches);
    }

    private void addBatch(PreparedStatement points, PreparedStatement latest, String run) throws SQLException {
        for (int key = 0; key < keys; key++) {
            String name = "metric_" + key;
            double value = Math.random();
            for (int s = 0; s < steps; s++) {
                points.setString(1, name);
                points.setDouble(2, value);
                points.setLong(3, 1_700_000_000_000L + step + s);
                points.setString(4, run);
                points.setLong(5, step + s);
                points.addBatch();
            }
            long newest = step + steps - 1;
            latest.setString(1, name);
            latest.setDouble(2, value);
            latest.setLong(3, 1_700_000_000_000L + newest);
            latest.setLong(4, newest);
            latest.setString(5, run);
            latest.addBatch();
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
