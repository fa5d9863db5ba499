package dev.millrace.environments;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** One call of an outside tool: its output, errors included, goes to a listener line by line. */
record Command(List<String> words, Path folder, Map<String, String> variables) {
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
     * @return its exit code
     * @throws EnvironmentException if it cannot be started, or this thread is interrupted, which ends the tool
     */
    int run(Consumer<String> lines) {
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new EnvironmentException("Cannot start " + words.getFirst() + ": " + e.getMessage(), e);
        }
        RUNNING.add(process);
        try {
            process.getOutputStream().close();
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    lines.accept(line);
                }
            }
            return process.waitFor();
        } catch (IOException e) {
            throw new EnvironmentException("Cannot read what " + words.getFirst() + " says: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentException(words.getFirst() + " was interrupted.", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            RUNNING.remove(process);
        }
    }
}
