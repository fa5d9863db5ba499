package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the built command did as a process of its own, as a user's shell sees it.
 *
 * @param code its exit code
 */
record CommandResult(int code, String out, String err) {
    /** The built launcher, told by the build. */
    static Path launcher() {
        return Path.of(System.getProperty("millrace.command"));
    }

    /** Runs {@code millrace} with these words. */
    static CommandResult of(String... words) throws IOException, InterruptedException {
        return of(Map.of(), Path.of("").toAbsolutePath(), words);
    }

    /** Runs it in a folder, with variables added to the environment. */
    static CommandResult of(Map<String, String> environment, Path folder, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher().toString()));
        command.addAll(List.of(words));
        return run(environment, folder, command);
    }

    /** Runs any program. */
    static CommandResult run(Map<String, String> environment, Path folder, List<String> command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("millrace", ".out");
        Path err = Files.createTempFile("millrace", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            // The JDK of this test, so that a build with an older default JDK tests what it built.
            builder.environment().put("MILLRACE_JAVA_HOME", System.getProperty("java.home"));
            builder.environment().keySet().removeIf(name -> name.startsWith("MLFLOW_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end");
            }
            return new CommandResult(
                    process.exitValue(), Files.readString(out), Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
