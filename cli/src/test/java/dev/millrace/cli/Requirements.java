package dev.millrace.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine: without it the test is skipped by name, or fails where all is required. */
final class Requirements {
    private Requirements() {}

    /** A program on the PATH. */
    static void program(String name) {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        require(found, name + " is not installed");
    }

    /** MLflow's own command, of the version that Millrace is held against. */
    static Path mlflow() {
        Optional<Path> found = Stream.concat(
                        Stream.ofNullable(System.getenv("MILLRACE_TEST_MLFLOW")).map(Path::of),
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                                .map(each -> Path.of(each, "mlflow")))
                .filter(Files::isExecutable)
                .findFirst();
        require(found.isPresent(), "no mlflow command: set MILLRACE_TEST_MLFLOW to one of 3.17.2");
        return found.orElseThrow();
    }

    /** Anything else. */
    static void require(boolean met, String reason) {
        if (!met && "all".equals(System.getenv("MILLRACE_TEST_REQUIRE"))) {
            throw new AssertionError(reason + ", and MILLRACE_TEST_REQUIRE=all allows no skipping");
        }
        Assumptions.assumeTrue(met, reason);
    }
}
