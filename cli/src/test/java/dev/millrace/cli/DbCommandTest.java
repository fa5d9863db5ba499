package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built commands {@code db upgrade} and {@code db check} on a database that MLflow 2.22.4 made. */
@Tag("command")
class DbCommandTest {
    private static final String URI = "sqlite:///mlflow.db";

    @TempDir
    Path folder;

    @BeforeEach
    void unpack() throws IOException {
        Path packed = Path.of(System.getProperty("millrace.root"))
                .resolve("server/src/test/resources/dev/millrace/server/sql/migration/mlflow-2.22.4.db.gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            Files.copy(in, folder.resolve("mlflow.db"));
        }
    }

    @Test
    void anOldDatabaseIsCheckedUpgradedAndCheckedAgain() throws Exception {
        CommandResult old = millrace("db", "check", URI);
        assertThat(old.code()).isEqualTo(1);
        assertThat(old.out())
                .contains("is at revision 0584bdc529eb; the server needs dc11669786a5")
                .contains("Run: millrace db upgrade sqlite:///" + folder.resolve("mlflow.db"));

        CommandResult upgraded = millrace("db", "upgrade", "--backup", "before.db", URI);
        assertThat(upgraded.code()).as(upgraded.err()).isZero();
        assertThat(upgraded.out())
                .contains("39 steps lead to revision dc11669786a5")
                .contains("Its copy is before.db.")
                .contains("[ 1/39] 400f98739977  tables for logged models")
                .contains("[39/39] dc11669786a5");
        assertThat(folder.resolve("before.db")).exists();

        CommandResult checked = millrace("db", "check", "--json", URI);
        assertThat(checked.code()).isZero();
        assertThat(checked.out()).contains("\"passed\":true", "\"missing\":[]");
        assertThat(millrace("db", "check", URI).out()).contains("are as they should be");
        assertThat(millrace("db", "upgrade", URI).out()).contains("already. Nothing to do.");
    }

    @Test
    void aDryRunPrintsTheSqlAndChangesNothing() throws Exception {
        byte[] before = Files.readAllBytes(folder.resolve("mlflow.db"));

        CommandResult result = millrace("db", "upgrade", "--dry-run", URI);

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("-- 1b5f0d9ad7c1: workspaces\nCREATE TABLE rebuilt_experiments (")
                .endsWith("-- Nothing was changed.\n");
        assertThat(folder.resolve("mlflow.db")).hasBinaryContent(before);
    }

    @Test
    void theAddressMayComeFromTheEnvironment() throws Exception {
        CommandResult result = CommandResult.of(Map.of("MLFLOW_BACKEND_STORE_URI", URI), folder, "db", "check");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("mlflow.db is at revision 0584bdc529eb");

        CommandResult none = millrace("db", "check");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("No database is named: give its address");
    }

    @Test
    void theServerNamesTheCommand() throws Exception {
        CommandResult result = millrace("server", "--port", "0", "--backend-store-uri", URI);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("0584bdc529eb")
                .contains("dc11669786a5")
                .contains("Run `millrace db upgrade sqlite:///" + folder.resolve("mlflow.db") + "`");
    }

    @Test
    void whatCannotBeUpgradedIsSaidInALine() throws Exception {
        CommandResult result = millrace("db", "upgrade", "sqlite:///missing.db");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("millrace db upgrade: There is no database ")
                .doesNotContain("\tat ");
    }

    private CommandResult millrace(String... words) throws IOException, InterruptedException {
        return CommandResult.of(Map.of(), folder, words);
    }
}
