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
        run(MlflowInstallation.required(), script, folder);
    }

    /** The client of MLflow 2, which knows no logged models and keeps a model among the files of its run. */
    @ParameterizedTest
    @ValueSource(strings = {"fluent", "classic"})
    void scriptsOfMlflow2FindWhatTheyExpect(String script, @TempDir Path folder)
            throws IOException, InterruptedException {
        run(MlflowInstallation.classic(), script, folder);
    }

    private static void run(MlflowInstallation installation, String script, Path folder)
            throws IOException, InterruptedException {
        try (Millrace millrace = new Millrace()) {
            PythonScript.run(installation, "clients/" + script, millrace.start(folder), folder);
        }
    }
}
