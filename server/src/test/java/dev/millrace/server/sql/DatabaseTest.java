package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseTest {
    @TempDir
    Path folder;

    @Test
    void anEmptyFileGetsMlflowsSchema() {
        try (Database database = open()) {
            assertThat(database.<List<String>>read(session ->
                            session.query(Sql.of("SELECT version_num FROM alembic_version"), row -> row.getString(1))))
                    .containsExactly("dc11669786a5");
            assertThat(database.<List<String>>read(
                            session -> session.query(Sql.of("SELECT name FROM workspaces"), row -> row.getString(1))))
                    .containsExactly("default");
            assertThat(definitions(database))
                    .isEqualTo(Schema.statements("sqlite.sql").stream()
                            .filter(statement -> statement.startsWith("CREATE"))
                            .map(statement -> statement.replace("CREATE TABLE IF NOT EXISTS", "CREATE TABLE"))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void itIsTheSameFileAtTheNextOpening() {
        try (Database database = open()) {
            database.write(session -> session.update(
                    Sql.of("INSERT INTO scheduler_leases (lease_key, acquired_at, ttl_seconds) VALUES ('a', 1, 2)")));
        }
        try (Database database = open()) {
            assertThat(database.<List<String>>read(session ->
                            session.query(Sql.of("SELECT lease_key FROM scheduler_leases"), row -> row.getString(1))))
                    .containsExactly("a");
        }
        assertThat(folder).isDirectoryContaining(file -> file.endsWith("test.db"));
        assertThat(folder.resolve("test.db-wal")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "0584bdc529eb, millrace db upgrade sqlite:////",
        "ffffffffffff, a newer MLflow has probably written it",
    })
    void anotherRevisionIsRefusedWithAdvice(String revision, String advice) {
        try (Database database = open()) {
            database.write(session -> session.update(Sql.of("UPDATE alembic_version SET version_num = ?", revision)));
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining(revision)
                .hasMessageContaining("dc11669786a5")
                .hasMessageContaining(advice);
    }

    @Test
    void tablesOfAnotherProgramAreRefused() throws Exception {
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE recipes (id INTEGER)");
        }
        assertThatThrownBy(this::open).isInstanceOf(DatabaseRefused.class).hasMessageContaining("not MLflow's");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws Exception {
        Files.writeString(folder.resolve("test.db"), "not a database, but long enough to be taken for one".repeat(50));

        assertThatThrownBy(this::open).isInstanceOf(DatabaseRefused.class).hasMessageContaining("cannot be opened");
    }

    @Test
    void aSecondServerIsRefusedByTheProcessIdOfTheFirst() {
        try (Database first = open()) {
            assertThat(first.openReaders()).isZero();
            assertThatThrownBy(this::open)
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aLockThatAKilledServerLeftIsTakenOver() throws Exception {
        Files.writeString(folder.resolve("test.db.millrace.lock"), "4711\n");

        try (Database database = open()) {
            assertThat(database.openReaders()).isZero();
        }
        assertThat(folder.resolve("test.db.millrace.lock"))
                .hasContent(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void aReaderCannotWrite() {
        try (Database database = open()) {
            assertThatThrownBy(() -> database.read(session -> session.update(Sql.of("DELETE FROM workspaces"))))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("read-only");
        }
    }

    @Test
    void aFullDiskRefusesTheWriteAndHarmsNothing() {
        try (Database database = open()) {
            // A limit on the pages of the file fails with the same code as a disk without space.
            database.write(session -> session.queryOne(Sql.of("PRAGMA max_page_count = 1"), row -> row.getLong(1)));
            assertThatThrownBy(() -> database.write(session -> session.update(Sql.of(
                            "INSERT INTO scheduler_leases (lease_key, acquired_at, ttl_seconds) VALUES (?, 1, 2)",
                            "x".repeat(100_000)))))
                    .isInstanceOfSatisfying(ApiException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
                        assertThat(e.message()).contains("disk").contains("full");
                    });
            database.write(
                    session -> session.queryOne(Sql.of("PRAGMA max_page_count = 1000000"), row -> row.getLong(1)));
            database.write(session -> session.update(
                    Sql.of("INSERT INTO scheduler_leases (lease_key, acquired_at, ttl_seconds) VALUES ('y', 1, 2)")));
            assertThat(database.<List<String>>read(session ->
                            session.query(Sql.of("SELECT lease_key FROM scheduler_leases"), row -> row.getString(1))))
                    .containsExactly("y");
            assertThat(database.<List<String>>read(
                            session -> session.query(Sql.of("PRAGMA integrity_check"), row -> row.getString(1))))
                    .containsExactly("ok");
        }
    }

    @Test
    void aReadSeesOneSnapshot() {
        try (Database database = open()) {
            int count = database.read(session -> {
                Sql all = Sql.of("SELECT COUNT(*) FROM scheduler_leases");
                int before = session.queryOne(all, row -> row.getInt(1));
                database.write(inner -> inner.update(Sql.of(
                        "INSERT INTO scheduler_leases (lease_key, acquired_at, ttl_seconds) VALUES ('a', 1, 2)")));
                int after = session.queryOne(all, row -> row.getInt(1));
                assertThat(after).isEqualTo(before);
                return after;
            });
            assertThat(count).isZero();
        }
    }

    private Database open() {
        return Database.open(DatabaseConfig.of("sqlite:///" + folder.resolve("test.db")));
    }

    private static List<String> definitions(Database database) {
        return database
                .read(session -> session.query(
                        Sql.of("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"), row -> row.getString(1)))
                .stream()
                .sorted()
                .toList();
    }
}
