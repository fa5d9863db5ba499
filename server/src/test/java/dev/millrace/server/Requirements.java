package dev.millrace.server;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What a test needs from the machine. A test without it is skipped by name, or fails where everything is asked for. */
public final class Requirements {
    private Requirements() {}

    public static void require(boolean present, String what) {
        if ("all".equals(System.getenv("MILLRACE_TEST_REQUIRE"))) {
            Assertions.assertTrue(present, "missing on this machine: " + what);
        } else {
            Assumptions.assumeTrue(present, "missing on this machine: " + what);
        }
    }

    /** Whether a program is on the path. */
    public static boolean hasProgram(String name) {
        for (String folder : System.getenv("PATH").split(java.io.File.pathSeparator)) {
            if (java.nio.file.Files.isExecutable(java.nio.file.Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }
}
