package dev.millrace.server.sql.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.SchemaChain;
import dev.millrace.server.sql.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that older releases of MLflow made, and what MLflow's own upgrade made of them. */
class UpgradeTest {
    private static final String WANTED = SchemaChain.TRACKING.revision();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"2.22.4", "3.0.1", "3.5.1", "3.10.1"})
    void everyRowAndDefinitionIsAsMlflowsOwnUpgradeLeavesIt(String release) throws Exception {
        Path file = OldDatabase.of(release, folder);
        assertThat(SchemaCheck.of(OldDatabase.config(file)).canBeUpgraded()).isTrue();

        upgrade(file);

        assertThat(OldDatabase.contents(file)).isEqualTo(OldDatabase.contents(OldDatabase.upgraded(release, folder)));
        SchemaCheck check = SchemaCheck.of(OldDatabase.config(file));
        assertThat(check.missing()).isEmpty();
        assertThat(check.unexpected()).isEmpty();
        assertThat(check.passed()).isTrue();
        assertThat(OldDatabase.texts(file, "PRAGMA integrity_check")).containsExactly("ok");
    }

    @ParameterizedTest
    @CsvSource({"2.22.4, 39", "3.0.1, 36", "3.5.1, 27", "3.10.1, 18"})
    void itGoesStepByStepAndTellsEach(String release, int steps) {
        List<String> told = upgrade(OldDatabase.of(release, folder));

        assertThat(told).hasSize(steps).last().isEqualTo(steps + "/" + steps + " " + WANTED);
    }

    @Test
    void theServerOpensItAfterwards() {
        Path file = OldDatabase.of("2.22.4", folder);
        upgrade(file);

        try (Database database = Database.open(OldDatabase.config(file))) {
            assertThat(database.<List<String>>read(session -> session.query(
                            Sql.of("SELECT name FROM experiments WHERE workspace = 'default' ORDER BY name"),
                            row -> row.getString(1))))
                    .contains("first", "gone");
        }
    }

    @Test
    void aStepThatFailsLeavesTheDatabaseAsItWas() throws Exception {
        Path file = OldDatabase.of("3.5.1", folder);
        OldDatabase.execute(
                file,
                "INSERT INTO assessments (assessment_id, trace_id, name, assessment_type, value, created_timestamp,"
                        + " last_updated_timestamp, source_type, valid) VALUES ('a', 'lost', 'n', 't', '1', 1, 1, 's', 1)");
        List<String> before = OldDatabase.contents(file);

        assertThatThrownBy(() -> upgrade(file))
                .isInstanceOf(UpgradeFailed.class)
                .hasMessageContaining("75868b020152")
                .hasMessageContaining("there is no such trace")
                .hasMessageContaining("is as it was, at revision bf29a5ff90ea");
        assertThat(OldDatabase.contents(file)).isEqualTo(before);
    }

    @Test
    void attributesOfASpanThatWouldBeLostStopIt() throws Exception {
        Path file = OldDatabase.of("3.10.1", folder);
        OldDatabase.execute(
                file, "UPDATE spans SET dimension_attributes = '{\"own\": 1}' WHERE trace_id = 'tr-edge-3'");
        List<String> before = OldDatabase.contents(file);

        assertThatThrownBy(() -> upgrade(file))
                .isInstanceOf(UpgradeFailed.class)
                .hasMessageContaining("of trace tr-edge-3");
        assertThat(OldDatabase.contents(file)).isEqualTo(before);
    }

    @Test
    void columnsThatMlflowFilledAheadAreTaken() throws Exception {
        Path file = OldDatabase.of("3.10.1", folder);
        OldDatabase.execute(
                file,
                "ALTER TABLE spans ADD COLUMN input_cost FLOAT",
                "ALTER TABLE trace_info ADD COLUMN trace_name VARCHAR(4096)",
                "UPDATE trace_info SET trace_name = 'out of date'");

        upgrade(file);

        assertThat(OldDatabase.texts(file, "SELECT trace_name FROM trace_info")).doesNotContain("out of date");
        assertThat(SchemaCheck.of(OldDatabase.config(file)).missing()).isEmpty();
    }

    @Test
    void anIndexOfOnesOwnIsKept() throws Exception {
        Path file = OldDatabase.of("3.0.1", folder);
        OldDatabase.execute(
                file,
                "CREATE INDEX mine ON experiments (last_update_time)",
                "CREATE TABLE notes (text TEXT)",
                "INSERT INTO notes VALUES ('kept')");

        upgrade(file);

        assertThat(OldDatabase.texts(file, "SELECT tbl_name FROM sqlite_master WHERE name = 'mine'"))
                .containsExactly("experiments");
        assertThat(OldDatabase.texts(file, "SELECT text FROM notes")).containsExactly("kept");
        assertThat(SchemaCheck.of(OldDatabase.config(file)).passed()).isTrue();
    }

    @Test
    void aColumnOfOnesOwnIsNotLostButNamed() throws Exception {
        Path file = OldDatabase.of("3.0.1", folder);
        OldDatabase.execute(file, "ALTER TABLE experiments ADD COLUMN owner TEXT");
        List<String> before = OldDatabase.contents(file);

        assertThatThrownBy(() -> upgrade(file))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("experiments has a column owner");
        assertThat(OldDatabase.contents(file)).isEqualTo(before);
    }

    @Test
    void aDryRunTellsTheStatementsAndTouchesNothing() throws Exception {
        Path file = OldDatabase.of("3.10.1", folder);
        byte[] before = Files.readAllBytes(file);

        try (Upgrade upgrade = Upgrade.open(OldDatabase.config(file), false)) {
            assertThat(upgrade.from()).containsExactly(new Stamp(SchemaChain.TRACKING, "1b5f0d9ad7c1"));
            String all =
                    String.join("", upgrade.path().stream().map(upgrade::script).toList());
            assertThat(all).contains("CREATE TABLE budget_policies (", "-- The name, session, token counts");
        }
        assertThat(file).hasBinaryContent(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void theBackupIsTheDatabaseAsItWas() throws Exception {
        Path file = OldDatabase.of("3.5.1", folder);
        Path backup = folder.resolve("before.db");
        List<String> before = OldDatabase.contents(file);

        try (Upgrade upgrade = Upgrade.open(OldDatabase.config(file), true)) {
            upgrade.backup(backup);
            upgrade.run(new Told());
            assertThatThrownBy(() -> upgrade.backup(backup))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("exists already");
        }

        assertThat(OldDatabase.contents(backup)).isEqualTo(before);
    }

    @Test
    void aServerOnTheFileKeepsItOut() throws Exception {
        Path file = OldDatabase.of("3.10.1", folder);
        upgrade(file);
        try (Database server = Database.open(OldDatabase.config(file))) {
            assertThat(server.openReaders()).isZero();
            assertThatThrownBy(() -> upgrade(file))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("in use by another Millrace server");
            assertThat(SchemaCheck.of(OldDatabase.config(file)).passed()).isTrue();
        }
    }

    @Test
    void somebodyElseWhoWritesKeepsItOut() throws Exception {
        Path file = OldDatabase.of("3.10.1", folder);
        try (var other = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> upgrade(file))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("cannot be had alone")
                    .hasMessageContaining("Stop every server on it");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4465047574b1, of an MLflow before 2.22",
        "ffffffffffff, a newer MLflow has probably written it",
    })
    void aRevisionWithoutAWayIsRefusedByName(String revision, String reason) throws Exception {
        Path file = OldDatabase.of("2.22.4", folder);
        OldDatabase.execute(file, "UPDATE alembic_version SET version_num = '" + revision + "'");

        assertThatThrownBy(() -> upgrade(file))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining(revision)
                .hasMessageContaining(reason);
        assertThat(SchemaCheck.of(OldDatabase.config(file)).canBeUpgraded()).isFalse();
    }

    @Test
    void whatIsNoDatabaseOfMlflowIsRefused() throws Exception {
        Path file = folder.resolve("other.db");
        assertThatThrownBy(() -> upgrade(file))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("There is no database");
        assertThat(file).doesNotExist();

        OldDatabase.execute(file, "CREATE TABLE recipes (id INTEGER)");
        assertThatThrownBy(() -> upgrade(file))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("not MLflow's");

        OldDatabase.execute(file, "CREATE TABLE alembic_version (version_num TEXT)");
        assertThatThrownBy(() -> upgrade(file))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("half-way");
    }

    @Test
    void aDatabaseOnSqlServerIsRefusedWithoutItsPassword() {
        assertThatThrownBy(() -> Upgrade.open(DatabaseConfig.of("mssql://user:secret@host/mlflow"), true))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("mssql://host/mlflow")
                .hasMessageContaining("Run `mlflow db upgrade`")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void theChainLeadsFromMlflow222ToOurRevision() {
        assertThat(Revisions.path(Revisions.TRACKING, Revisions.OLDEST)).hasValue(Revisions.TRACKING);
        assertThat(Revisions.path(Revisions.TRACKING, WANTED)).hasValue(List.of());
        assertThat(Revisions.TRACKING.getLast().id()).isEqualTo(WANTED);
        assertThat(Revisions.TRACKING)
                .allSatisfy(revision -> assertThat(List.of("sqlite", "postgresql", "mysql"))
                        .allSatisfy(folder -> assertThat(revision.definitions(folder))
                                .isNotEmpty()
                                .allSatisfy(statement -> assertThat(statement)
                                        .matches("(?s)(CREATE|ALTER|INSERT|UPDATE|DELETE|DROP) .*"))));
    }

    private static List<String> upgrade(Path file) {
        var told = new Told();
        try (Upgrade upgrade = Upgrade.open(OldDatabase.config(file), true)) {
            upgrade.run(told);
        }
        return told.lines;
    }

    private static final class Told implements Progress {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void begins(Revision revision, int number, int count) {
            lines.add(number + "/" + count + " " + revision.id());
        }

        @Override
        public void rows(String what, long done) {
            assertThat(done).isPositive();
        }
    }
}
