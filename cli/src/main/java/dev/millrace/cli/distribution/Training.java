package dev.millrace.cli.distribution;

import java.util.List;
import java.util.function.ToIntFunction;

/** What the JVM does while it records the AOT cache: everything that a start should find ready. */
public final class Training {
    /** The word that makes the command line run this; of use to the build only. */
    public static final String WORD = "aot-training";

    private static final List<List<String>> COMMANDS = List.of(
            List.of("--help"), List.of("--version"), List.of("completion", "bash"), List.of("doctor", "--help"));

    private Training() {}

    /**
     * Runs it.
     *
     * @param command runs a command line within this process and returns its exit code
     */
    public static int run(ToIntFunction<List<String>> command) {
        return COMMANDS.stream().mapToInt(command).max().orElse(0);
    }
}
