package dev.millrace.serving;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Skips a test by name of what is missing, or fails it where everything is required. */
public final class Requirements {
    private Requirements() {}

    /** Skips or fails the test unless something is there. */
    public static void require(boolean present, String what) {
        if (!present && "all".equals(System.getenv("MILLRACE_TEST_REQUIRE"))) {
            Assertions.fail("This test needs " + what);
        }
        Assumptions.assumeTrue(present, () -> "needs " + what);
    }

    /**
     * The Python that has MLflow and scikit-learn: the one beside the {@code mlflow} command that the environment variable
     * {@code MILLRACE_TEST_MLFLOW} names, or that is on the path.
     */
    public static Path mlflowPython() {
        String named = System.getenv("MILLRACE_TEST_MLFLOW");
        Path python = named != null
                ? Path.of(named).resolveSibling("python")
                : Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, "mlflow"))
                        .filter(Files::isExecutable)
                        .map(mlflow -> mlflow.resolveSibling("python"))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(Path.of("no-mlflow"));
        require(
                Files.isExecutable(python),
                "an installed MLflow 3.17.2 with scikit-learn (MILLRACE_TEST_MLFLOW names its mlflow command)");
        return python;
    }
}
