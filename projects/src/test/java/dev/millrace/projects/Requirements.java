package dev.millrace.projects;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Skips a test by name of what is missing, or fails it where everything is required. */
final class Requirements {
    private Requirements() {}

    static void require(boolean present, String what) {
        if (!present && "all".equals(System.getenv("MILLRACE_TEST_REQUIRE"))) {
            Assertions.fail("This test needs " + what);
        }
        Assumptions.assumeTrue(present, () -> "needs " + what);
    }
}
