package dev.millrace.cli.quickstart;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Prints what is being done, what came of it and how long it took. */
final class Steps {
    /** What a step does; what it returns goes on to later steps. */
    @FunctionalInterface
    interface Work<T> {
        T run(Notes notes) throws Exception;
    }

    /** Takes lines about a step while it runs. */
    @FunctionalInterface
    interface Notes {
        void add(String line);
    }

    private final PrintStream out;
    private final BooleanSupplier stopping;
    private final int count;
    private final long started = System.nanoTime();
    private int current;

    /**
     * No step yet.
     *
     * @param count how many steps there will be
     * @param stopping whether the user has ended the process: what fails then did not fail by itself
     */
    Steps(PrintStream out, int count, BooleanSupplier stopping) {
        this.out = out;
        this.stopping = stopping;
        this.count = count;
    }

    /** Runs the next step. What it throws, it throws on, after a line that says that this step failed. */
    <T> T run(String title, Work<T> work) throws Exception {
        current++;
        long start = System.nanoTime();
        out.printf("[%d/%d] %s%n", current, count, title);
        try {
            T result = work.run(line -> out.println("      " + line));
            out.printf(Locale.ROOT, "      done in %.1f s%n", seconds(start));
            return result;
        } catch (Exception failure) {
            String word = stopping.getAsBoolean() ? "interrupted" : "FAILED";
            out.printf(Locale.ROOT, "      %s after %.1f s%n", word, seconds(start));
            throw failure;
        }
    }

    /** Seconds since the first step. */
    double total() {
        return seconds(started);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
