package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    private static final int PAGES = 100;

    @TempDir
    Path folder;

    @Test
    void theLogBeginsAnewWhileWritersGoOn() throws Exception {
        Path file = folder.resolve("test.db");
        var config = config(file);
        try (Database database = Database.open(config)) {
            long longest = 0;
            long rows = 0;
            // Far more than the log may hold; SQLite itself would begin anew at four times the length.
            for (long written = 0; written < 12L * PAGES * 4096; written += 4096) {
                String key = "k" + rows++;
                database.write(session -> session.update(Sql.of(
                        "INSERT INTO scheduler_leases (lease_key, acquired_at, ttl_seconds) VALUES (?, 1, 2)", key)));
                longest = Math.max(longest, Files.size(folder.resolve("test.db-wal")));
            }

            assertThat(longest).isBetween(4096L, 5L * PAGES * 4200);
            long expected = rows;
            assertThat(database.<Long>read(session ->
                            session.queryOne(Sql.of("SELECT COUNT(*) FROM scheduler_leases"), row -> row.getLong(1))))
                    .isEqualTo(expected);
        }
    }

    @Test
    void aReaderThatStaysKeepsItsSnapshotAndTheLogIsCopiedLater() throws Exception {
        Path file = folder.resolve("test.db");
        var config = config(file);
        try (Database database = Database.open(config)) {
            Sql count = Sql.of("SELECT COUNT(*) FROM scheduler_leases");
            long seen = database.read(session -> {
                long before = session.queryOne(count, row -> row.getLong(1));
                for (int i = 0; i < 2 * PAGES; i++) {
                    String key = "k" + i;
                    database.write(writer -> writer.update(Sql.of(
                            "INSERT INTO scheduler_leases (lease_key, acquired_at, ttl_seconds) VALUES (?, 1, 2)",
                            key)));
                }
                long after = session.queryOne(count, row -> row.getLong(1));
                assertThat(after).isEqualTo(before);
                return before;
            });
            assertThat(seen).isZero();
        }
        assertThat(folder.resolve("test.db-wal")).doesNotExist();
    }

    private static DatabaseConfig config(Path file) {
        return new DatabaseConfig(
                "sqlite:///" + file,
                null,
                List.of(SchemaChain.TRACKING),
                new SqliteConfig(2, 16_384, 4096, PAGES, 100, 100, Duration.ofSeconds(5)),
                PoolConfig.DEFAULT);
    }
}
