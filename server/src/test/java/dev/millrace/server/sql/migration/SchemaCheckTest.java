package dev.millrace.server.sql.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.sql.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCheckTest {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void make() {
        file = folder.resolve("test.db");
        Database.open(OldDatabase.config(file)).close();
    }

    @Test
    void aDatabaseOfMillracePasses() {
        SchemaCheck check = SchemaCheck.of(OldDatabase.config(file));

        assertThat(check.passed()).isTrue();
        assertThat(check.address()).isEqualTo("sqlite:///" + file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "DROP TABLE job_locks; table job_locks",
                "DROP INDEX index_metrics_run_uuid; index index_metrics_run_uuid on metrics (run_uuid)",
                "DROP TRIGGER prevent_secrets_aad_mutation; trigger prevent_secrets_aad_mutation on secrets",
                "ALTER TABLE tags RENAME COLUMN value TO text; column tags.value VARCHAR(8000)",
            })
    void whatIsMissingIsNamed(String change, String line) throws Exception {
        OldDatabase.execute(file, change);

        SchemaCheck check = SchemaCheck.of(OldDatabase.config(file));

        assertThat(check.passed()).isFalse();
        assertThat(check.missing()).contains(line);
    }

    @Test
    void typesAndKeysAreCompared() throws Exception {
        OldDatabase.execute(
                file,
                "DROP TABLE input_tags",
                "CREATE TABLE input_tags (input_uuid VARCHAR(36) NOT NULL, name VARCHAR(100) NOT NULL,"
                        + " value VARCHAR(500) NOT NULL, PRIMARY KEY (input_uuid))",
                "CREATE UNIQUE INDEX one_name ON input_tags (name)");

        SchemaCheck check = SchemaCheck.of(OldDatabase.config(file));

        assertThat(check.missing())
                .containsExactly(
                        "column input_tags.name VARCHAR(255) NOT NULL", "primary key of input_tags (input_uuid, name)");
        assertThat(check.unexpected())
                .containsExactly(
                        "column input_tags.name VARCHAR(100) NOT NULL",
                        "primary key of input_tags (input_uuid)",
                        "unique index one_name on input_tags (name)");
    }

    @Test
    void additionsThatHarmNothingAreNotNamed() throws Exception {
        OldDatabase.execute(
                file,
                "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE)",
                "CREATE INDEX mine ON runs (end_time)");

        assertThat(SchemaCheck.of(OldDatabase.config(file)).passed()).isTrue();
    }
}
