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

/** The built commands {@code db upgrade} and {@code db check} on databases that MLflow 2.22.4 made. */
@Tag("command")
class DbCommandTest {
    private static final String URI = "sqlite:///mlflow.db";

    @TempDir
    Path folder;

    @BeforeEach
    void unpack() throws IOException {
        unpack("mlflow-2.22.4.db.gz", "mlflow.db");
    }

    private void unpack(String resource, String name) throws IOException {
        Path packed = Path.of(System.getProperty("millrace.root"))
                .resolve("server/src/test/resources/dev/millrace/server/sql/migration")
                .resolve(resource);
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            Files.copy(in, folder.resolve(name));
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

    @Test
    void usersAndPermissionsAreUpgradedByTheSameCommand() throws Exception {
        unpack("auth-2.22.4.db.gz", "basic_auth.db");
        String uri = "sqlite:///basic_auth.db";
        CommandResult refused = CommandResult.of(
                Map.of(),
                folder,
                "server",
                "--app-name",
                "basic-auth",
                "--port",
                "0",
                "--backend-store-uri",
                "sqlite:///new.db");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("Run `millrace db upgrade sqlite:///" + folder.resolve("basic_auth.db") + "`");
        assertThat(millrace("db", "check", "--json", uri).out())
                .contains("\"auth_revision\":\"8606fa83a998 (not stamped)\"", "\"auth_wanted\":\"f1a2b3c4d5e6\"");

        CommandResult upgraded = millrace("db", "upgrade", uri);

        assertThat(upgraded.code()).as(upgraded.err()).isZero();
        assertThat(upgraded.out())
                .contains(
                        "is, for users and permissions, at revision 8606fa83a998 (not stamped); 7 steps lead to revision f1a2b3c4d5e6")
                .contains("[ 7/7] f1a2b3c4d5e6  prompts apart from models");
        CommandResult checked = millrace("db", "check", uri);
        assertThat(checked.code()).isZero();
        assertThat(checked.out())
                .contains("is, for users and permissions, at revision f1a2b3c4d5e6, that of MLflow 3.17.2.");
    }

    private CommandResult millrace(String... words) throws IOException, InterruptedException {
        return CommandResult.of(Map.of(), folder, words);
    }
}
