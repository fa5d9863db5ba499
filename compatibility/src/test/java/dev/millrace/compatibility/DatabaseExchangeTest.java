package dev.millrace.compatibility;

import dev.millrace.server.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user may move in with the database that MLflow made, and out again with the one that Millrace wrote. */
@Tag("slow")
@Timeout(600)
class DatabaseExchangeTest {

    private final MlflowInstallation installation = MlflowInstallation.required();

    @TempDir
    Path scratch;

    private String database = "";

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL", "MARIADB"})
    void aDatabaseOfMlflowGoesOnInMillraceAndBackAgain(TestDatabase kind) throws IOException, InterruptedException {
        Path data = begin(kind);
        script("write", "first", data, mlflow());
        script("check", "first", data, millrace());
        script("write", "second", data, millrace());
        script("check", "first", data, mlflow());
        script("check", "second", data, mlflow());
        script("write", "third", data, mlflow());
        script("check", "third", data, millrace());
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL", "MARIADB"})
    void aDatabaseOfMillraceOpensInMlflow(TestDatabase kind) throws IOException, InterruptedException {
        Path data = begin(kind);
        script("write", "first", data, millrace());
        script("check", "first", data, mlflow());
        script("write", "second", data, mlflow());
        script("check", "second", data, millrace());
    }

    /** Makes an empty database, and gives the folder for artifacts. */
    private Path begin(TestDatabase kind) throws IOException {
        Path data = Files.createDirectory(scratch.resolve("data"));
        database = kind.uri(data);
        switch (kind) {
            case SQLITE -> {}
            case POSTGRESQL -> installation.requireModule("psycopg2");
            case MARIADB, MYSQL -> installation.requireModule("pymysql");
            case SQLSERVER -> installation.requireModule("pymssql");
        }
        return data;
    }

    private Subject millrace() {
        return new Millrace(database);
    }

    private Subject mlflow() {
        return CommandServer.mlflow(installation, database, ServerFlags.NONE);
    }

    private void script(String verb, String name, Path data, Subject subject) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(scratch, verb);
        try (subject) {
            URI server = subject.start(data);
            PythonScript.run(installation, "exchange", server, folder, verb, name);
        }
    }
}
