package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.Sql;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is looked up for a request that is refused already: the tables are gone when the second id would be. */
class SubjectsTest {
    private static final Caller EVE = new Caller(1, "eve", false, new Grants(List.of()), Permission.NO_PERMISSIONS);

    @TempDir
    Path folder;

    private Database database;
    private Subjects subjects;

    @BeforeEach
    void aRunAndALoggedModelThatAreRemembered() {
        database = Database.open(DatabaseConfig.of(TestDatabase.SQLITE.uri(folder)));
        for (String statement : List.of(
                "INSERT INTO experiments (experiment_id, name, workspace) VALUES (1, 'alices', 'default')",
                "INSERT INTO runs (run_uuid, experiment_id) VALUES ('run', 1)",
                "INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms,"
                        + " last_updated_timestamp_ms, status) VALUES ('model', 1, 'm', 'l', 0, 0, 1)")) {
            database.write(session -> session.update(Sql.of(statement)));
        }
        var owners = new OwnerStore(database);
        owners.experimentOfRun("run");
        owners.experimentOfLoggedModel("model");
        subjects = new Subjects(owners);
        database.write(session -> session.update(Sql.of("ALTER TABLE runs RENAME TO other_runs")));
        database.write(session -> session.update(Sql.of("ALTER TABLE logged_models RENAME TO other_models")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void runs() {
        assertThat(subjects.runs(List.of("run", "another")).isMetBy(EVE)).isFalse();
    }

    @Test
    void loggedModels() {
        assertThat(subjects.loggedModels(List.of("model", "another"), Function.identity())
                        .isMetBy(EVE))
                .isFalse();
    }
}
