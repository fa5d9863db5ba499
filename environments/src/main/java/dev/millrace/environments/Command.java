package dev.millrace.environments;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One call of an outside tool: its output, errors included, goes to a listener line by line. */
record Command(List<String> words, Path folder, Map<String, String> variables) {
    private static final Duration FOREVER = Duration.ofDays(365);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        // Otherwise an installation would go on, and hold its folder, after the program that asked for it has gone.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(process -> {
                    process.descendants().forEach(ProcessHandle::destroy);
                    process.destroy();
                })));
    }

    /**
     * Runs the tool to its end.
     *
     * @param lines called on this thread
     * @return its exit code
     * @throws EnvironmentException if it cannot be started, or this thread is interrupted, which ends the tool
     */
    int run(Consumer<String> lines) {
        return run(lines, FOREVER);
    }

    /**
     * Runs the tool to its end, or to that of its time.
     *
     * @param lines called on this thread
     * @return its exit code
     * @throws EnvironmentException if it cannot be started, or it does not end in time or this thread is interrupted,
     *     either of which ends the tool
     */
    int run(Consumer<String> lines, Duration limit) {
        Process process = start();
        long deadline = System.nanoTime() + limit.toNanos();
        BlockingQueue<Output> output = new LinkedBlockingQueue<>();
        RUNNING.add(process);
        try {
            process.getOutputStream().close();
            // A read of a pipe cannot be interrupted, so that it needs a thread of its own.
            Thread.ofPlatform().daemon().name("output of " + words.getFirst()).start(() -> read(process, output));
            // What the tool has started may outlive it and hold the pipe open.
            var unused = process.onExit()
                    .thenRunAsync(
                            () -> output.add(new Output.End()),
                            CompletableFuture.delayedExecutor(
                                    LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
            while (next(output, deadline, limit) instanceof Output.Line(String text)) {
                lines.accept(text);
            }
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw late(limit);
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new EnvironmentException("Cannot talk to " + words.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException(words.getFirst() + " was interrupted.", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            RUNNING.remove(process);
        }
    }

    private Process start() {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(variables);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new EnvironmentException("Cannot start " + words.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /** What comes from the tool: lines, then one end or several. */
    private sealed interface Output {
        record Line(String text) implements Output {}

        record End() implements Output {}
    }

    private static void read(Process process, BlockingQueue<Output> output) {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(new Output.Line(line));
            }
        } catch (IOException e) {
            output.add(new Output.Line("(the rest of the output is lost: " + e.getMessage() + ")"));
        } finally {
            output.add(new Output.End());
        }
    }

    private Output next(BlockingQueue<Output> output, long deadline, Duration limit) throws InterruptedException {
        Output next = output.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
            throw late(limit);
        }
        return next;
    }

    private EnvironmentException late(Duration limit) {
        return new EnvironmentException(words.getFirst() + " did not end within " + limit.toSeconds() + " s.");
    }
}
