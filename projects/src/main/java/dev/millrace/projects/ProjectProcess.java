package dev.millrace.projects;

import dev.millrace.environments.EnvironmentsConfig;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The process that a project runs in, and all that it starts. Where the system has {@code setsid} (Linux), they are a
 * process group of their own: they can be ended together, even those whose parents have gone, and a Ctrl-C at the
 * terminal reaches this process only, which then ends them in good order.
 */
final class ProjectProcess {
    private final Process process;
    private final boolean ownGroup;

    private ProjectProcess(Process process, boolean ownGroup) {
        this.process = process;
        this.ownGroup = ownGroup;
    }

    /** Starts a command line in bash. */
    static ProjectProcess start(String command, Path folder, Map<String, String> variables, boolean printsHere) {
        List<String> words = new ArrayList<>();
        EnvironmentsConfig programs = EnvironmentsConfig.of(variables);
        Optional<Path> setsid = programs.findProgram("setsid");
        setsid.ifPresent(program -> words.add(program.toString()));
        words.add(programs.findProgram("bash").map(Path::toString).orElse("sh"));
        words.addAll(List.of("-c", command));
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(variables);
        if (printsHere) {
            builder.inheritIO();
        } else {
            builder.redirectErrorStream(true).redirectInput(Redirect.from(new File("/dev/null")));
        }
        try {
            return new ProjectProcess(builder.start(), setsid.isPresent());
        } catch (IOException e) {
            throw new ProjectException("The project cannot be started: " + e.getMessage(), e);
        }
    }

    /** Passes on what it prints, line by line if somebody listens, and waits for its end. */
    int await(@Nullable Consumer<String> lines) throws InterruptedException {
        if (lines != null) {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.accept(line);
                }
            } catch (IOException e) {
                // It was ended; its exit code tells the rest.
                lines.accept("(its output was cut off: " + e.getMessage() + ")");
            }
        }
        return process.waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks all of them to end, and ends by force what is still there after the grace. */
    void end(Duration grace) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        signalGroup("TERM");
        all.forEach(ProcessHandle::destroy);
        try {
            long deadline = System.nanoTime() + grace.toNanos();
            for (ProcessHandle handle : all) {
                long left = Math.max(1, deadline - System.nanoTime());
                handle.onExit().get(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Those that would not go by themselves are ended below.
        }
        all.forEach(ProcessHandle::destroyForcibly);
        signalGroup("KILL");
    }

    /** Java can signal single processes only; the shell's own kill reaches a group. */
    private void signalGroup(String signal) {
        if (!ownGroup) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -s " + signal + " -- -" + process.pid() + " 2>/dev/null")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new ProjectException("The project's processes cannot be signalled: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
