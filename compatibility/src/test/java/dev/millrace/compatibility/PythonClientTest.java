package dev.millrace.compatibility;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MLflow's Python client against Millrace: scripts as people write them, each of which checks what it gets back. */
@Tag("slow")
@Timeout(600)
class PythonClientTest {

    @ParameterizedTest
    @ValueSource(strings = {"fluent", "autolog", "models", "client"})
    void scriptsFindWhatTheyExpect(String script, @TempDir Path folder) throws IOException, InterruptedException {
        MlflowInstallation installation = MlflowInstallation.required();
        try (Millrace millrace = new Millrace()) {
            PythonScript.run(installation, "clients/" + script, millrace.start(folder), folder);
        }
    }
}
