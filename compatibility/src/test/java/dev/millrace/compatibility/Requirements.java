package dev.millrace.compatibility;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What a test needs from the machine. Where it is missing, the test is skipped and says why. */
final class Requirements {

    private Requirements() {}

    /** Skips the test with the reason where the condition does not hold, or fails it where everything is required. */
    static void require(boolean met, String reason) {
        if (!met && CompatibilityConfig.everythingRequired()) {
            Assertions.fail("required, but missing: " + reason);
        }
        Assumptions.assumeTrue(met, reason);
    }
}
