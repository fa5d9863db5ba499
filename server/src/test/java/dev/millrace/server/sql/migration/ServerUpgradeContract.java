package dev.millrace.server.sql.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.Schema;
import dev.millrace.server.sql.SchemaChain;
import dev.millrace.server.sql.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that older releases of MLflow made on a server, and what MLflow's own upgrade made of them. */
abstract class ServerUpgradeContract {
    static final String WANTED = SchemaChain.TRACKING.revision();

    final OldServer server;

    ServerUpgradeContract(OldServer server) {
        this.server = server;
    }

    /** The statement that gives the foreign key of {@code model_versions} another name than the release did. */
    abstract String[] renamingOfAKey();

    @ParameterizedTest
    @ValueSource(strings = {"2.22.4", "3.0.1", "3.5.1", "3.10.1"})
    void everyRowAndDefinitionIsAsMlflowsOwnUpgradeLeavesIt(String release) throws Exception {
        String uri = server.of(release);
        assertThat(check(uri).canBeUpgraded()).isTrue();

        upgrade(uri);

        assertThat(server.rows(uri)).containsExactlyElementsOf(server.rows(server.upgraded(release)));
        assertThat(server.definitions(uri)).containsExactlyInAnyOrderElementsOf(server.original());
        assertThat(check(uri).missing()).isEmpty();
        assertThat(check(uri).unexpected()).isEmpty();
        assertThat(check(uri).passed()).isTrue();
    }

    @Test
    void theServerOpensItAfterwards() throws Exception {
        String uri = server.of("2.22.4");
        upgrade(uri);

        try (Database database = Database.open(DatabaseConfig.of(uri))) {
            assertThat(database.<List<String>>read(session -> session.query(
                            Sql.of("SELECT name FROM experiments WHERE workspace = 'default' ORDER BY name"),
                            row -> row.getString(1))))
                    .contains("first", "gone");
        }
    }

    @Test
    void theServerNamesTheCommand() {
        DatabaseConfig old = DatabaseConfig.of(server.of("2.22.4"));

        assertThatThrownBy(() -> Database.open(old))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("run `millrace db upgrade` with its address in MLFLOW_BACKEND_STORE_URI");
    }

    @ParameterizedTest
    @EnumSource
    void theLinesOfAMadeSchemaAreThoseWanted(SchemaChain chain) throws Exception {
        String uri = server.newDatabase();
        try (Target target = Target.open(DatabaseConfig.of(uri), true)) {
            for (String statement :
                    Schema.statements(chain.resource(target.session().dialect()))) {
                target.session().execute(statement);
            }
            target.commit();

            assertThat(target.structure()).isEqualTo(target.wantedStructure());
        }
        assertThat(check(uri).passed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "DROP TABLE job_locks; table job_locks",
                "ALTER TABLE tags RENAME COLUMN value TO text; column tags.value VARCHAR(8000)",
                "ALTER TABLE runs DROP CONSTRAINT runs_lifecycle_stage, ADD COLUMN own INTEGER NOT NULL DEFAULT 1; ''",
            })
    void whatDiffersIsNamed(String change, String line) throws Exception {
        String uri = server.newDatabase();
        Database.open(DatabaseConfig.of(uri)).close();
        server.execute(uri, change);

        SchemaCheck check = check(uri);

        assertThat(check.passed()).isFalse();
        if (line.isEmpty()) {
            assertThat(check.unexpected()).singleElement().asString().startsWith("column runs.own INT");
        } else {
            assertThat(String.join("\n", check.missing()).replace("CHARACTER VARYING", "VARCHAR"))
                    .contains(line);
        }
    }

    @Test
    void keysAreFoundByTheirColumnsWhateverTheirNames() throws Exception {
        String uri = server.of("3.0.1");
        server.execute(uri, renamingOfAKey());

        upgrade(uri);

        assertThat(server.definitions(uri)).containsExactlyInAnyOrderElementsOf(server.original());
    }

    @Test
    void whatOthersAddedIsKept() throws Exception {
        String uri = server.of("3.0.1");
        server.execute(
                uri,
                "ALTER TABLE experiments ADD COLUMN owner VARCHAR(10) DEFAULT 'blue'",
                "CREATE INDEX mine ON experiments (last_update_time)",
                "CREATE TABLE notes (text VARCHAR(10))",
                "INSERT INTO notes VALUES ('kept')");

        upgrade(uri);

        assertThat(server.texts(uri, "SELECT text FROM notes")).containsExactly("kept");
        assertThat(server.texts(uri, "SELECT DISTINCT owner FROM experiments")).containsExactly("blue");
        assertThat(check(uri).missing()).isEmpty();
        assertThat(check(uri).unexpected()).singleElement().asString().startsWith("column experiments.owner ");
    }

    @Test
    void aDryRunTellsTheStatementsAndTouchesNothing() throws Exception {
        String uri = server.of("3.5.1");
        List<String> before = everything(uri);

        try (Upgrade upgrade = Upgrade.open(DatabaseConfig.of(uri), false)) {
            assertThat(upgrade.from()).containsExactly(new Stamp(SchemaChain.TRACKING, "bf29a5ff90ea"));
            String all =
                    String.join("", upgrade.path().stream().map(upgrade::script).toList());
            assertThat(all)
                    .contains(
                            "budget_policies (",
                            "-- The name, session, token counts",
                            "unique_secret_name",
                            "function_fullname")
                    .doesNotContain("DROP FOREIGN KEY (", "DROP UNIQUE (")
                    .containsPattern("ALTER TABLE model_versions DROP (CONSTRAINT model_|FOREIGN KEY `model_)");
        }
        assertThat(everything(uri)).isEqualTo(before);
    }

    @Test
    void aCopyIsTheBusinessOfTheDatabasesOwnProgram() {
        String uri = server.of("3.10.1");

        try (Upgrade upgrade = Upgrade.open(DatabaseConfig.of(uri), true)) {
            assertThat(upgrade.copyCommand().orElseThrow())
                    .matches(
                            "(pg_dump|mariadb-dump) --host=127\\.0\\.0\\.1 --port=\\d+ --user(name)?=tester .* test\\d+")
                    .doesNotContain("p@ss", "p%40ss");
            assertThatThrownBy(() -> upgrade.backup(Path.of("before")))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("--backup copies SQLite files")
                    .hasMessageContaining("dump --host=127.0.0.1");
        }
    }

    @Test
    void aServerOnTheDatabaseKeepsItOut() throws Exception {
        String uri = server.newDatabase();
        try (Database running = Database.open(DatabaseConfig.of(uri))) {
            running.write(session -> session.update(Sql.of(
                    "UPDATE alembic_version SET version_num = ?",
                    Revisions.TRACKING.getLast().previous())));

            assertThatThrownBy(() -> upgrade(uri))
                    .isInstanceOf(DatabaseRefused.class)
                    .hasMessageContaining("is in use: ")
                    .hasMessageContaining("Stop every server on it");
        }
    }

    @Test
    @Timeout(30)
    void connectionsOfOthersAreCounted() throws Exception {
        String uri = server.of("3.10.1");
        try (Upgrade upgrade = Upgrade.open(DatabaseConfig.of(uri), false)) {
            // Those that restored the database may be listed for a moment after their end.
            while (upgrade.connections() > 0) {
                Thread.onSpinWait();
            }
            try (Connection idle = server.connect(uri)) {
                assertThat(idle.isValid(0)).isTrue();
                assertThat(upgrade.connections()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4465047574b1, of an MLflow before 2.22",
        "ffffffffffff, a newer MLflow has probably written it",
    })
    void aRevisionWithoutAWayIsRefusedAndNothingChanged(String revision, String reason) throws Exception {
        String uri = server.of("3.0.1");
        server.execute(uri, "UPDATE alembic_version SET version_num = '" + revision + "'");
        List<String> before = everything(uri);

        assertThatThrownBy(() -> upgrade(uri))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining(revision)
                .hasMessageContaining(reason);
        assertThat(check(uri).canBeUpgraded()).isFalse();
        assertThat(everything(uri)).isEqualTo(before);
    }

    @Test
    void whatIsNoDatabaseOfMlflowIsRefused() throws Exception {
        String uri = server.newDatabase();
        assertThatThrownBy(() -> upgrade(uri))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("is empty")
                .message()
                .doesNotContain("p@ss", "p%40ss");
        server.execute(uri, "CREATE TABLE recipes (id INTEGER)");
        assertThatThrownBy(() -> upgrade(uri))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("not MLflow's");
        assertThatThrownBy(() -> upgrade(uri.replaceFirst("/test\\d+$", "/missing")))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("cannot be opened");
    }

    final List<String> everything(String uri) throws Exception {
        List<String> all = new ArrayList<>(server.definitions(uri));
        all.addAll(server.rows(uri));
        return all.stream().sorted().toList();
    }

    static SchemaCheck check(String uri) {
        return SchemaCheck.of(DatabaseConfig.of(uri));
    }

    static void upgrade(String uri) {
        upgrade(uri, Revisions::of);
    }

    static void upgrade(String uri, Function<SchemaChain, List<Revision>> chains) {
        try (Upgrade upgrade = Upgrade.open(DatabaseConfig.of(uri), true, chains)) {
            upgrade.run(new SoundProgress());
        }
    }
}
