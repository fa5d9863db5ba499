package dev.millrace.artifacts;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What a test needs from the machine. A test without it is skipped by name, or fails where everything is asked for. */
public final class Requirements {
    private Requirements() {}

    /**
     * The path of a program: what the variable says, else what is on the path. The test that asks is skipped, or fails,
     * where there is neither.
     */
    public static String program(String name, String variable) {
        String found = System.getenv(variable);
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path program = Path.of(folder, name);
            if (found == null && Files.isExecutable(program)) {
                found = program.toString();
            }
        }
        String missing = "missing on this machine: " + name + " (or set " + variable + ")";
        if ("all".equals(System.getenv("MILLRACE_TEST_REQUIRE"))) {
            Assertions.assertNotNull(found, missing);
        } else {
            Assumptions.assumeTrue(found != null, missing);
        }
        return String.valueOf(found);
    }
}
