package dev.millrace.compatibility;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user may move in with the database that MLflow made, and out again with the one that Millrace wrote. */
@Tag("slow")
@Timeout(600)
class DatabaseExchangeTest {

    private final MlflowInstallation installation = MlflowInstallation.required();

    @TempDir
    Path scratch;

    @Test
    void aDatabaseOfMlflowGoesOnInMillraceAndBackAgain() throws IOException, InterruptedException {
        Path data = Files.createDirectory(scratch.resolve("data"));
        script("write", "first", data, mlflow(data));
        script("check", "first", data, millrace(data));
        script("write", "second", data, millrace(data));
        script("check", "first", data, mlflow(data));
        script("check", "second", data, mlflow(data));
        script("write", "third", data, mlflow(data));
        script("check", "third", data, millrace(data));
    }

    @Test
    void aDatabaseOfMillraceOpensInMlflow() throws IOException, InterruptedException {
        Path data = Files.createDirectory(scratch.resolve("data"));
        script("write", "first", data, millrace(data));
        script("check", "first", data, mlflow(data));
        script("write", "second", data, mlflow(data));
        script("check", "second", data, millrace(data));
    }

    private Millrace millrace(Path data) {
        return new Millrace();
    }

    private Subject mlflow(Path data) {
        return new MlflowServer(installation);
    }

    private void script(String verb, String name, Path data, Subject subject) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(scratch, verb);
        try (subject) {
            URI server = subject.start(data);
            PythonScript.run(installation, "exchange", server, folder, verb, name);
        }
    }
}
