package dev.millrace.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks other programs for their version. */
public final class Tool {
    private static final int PATIENCE_SECONDS = 10;

    private Tool() {}

    /** What the command prints (both streams), or empty when it is not there, fails or takes too long. */
    public static Optional<String> run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    return Optional.empty();
                }
                return Optional.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException missing) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The first line of what {@code program --version} prints. */
    public static Optional<String> version(String program) {
        return run(List.of(program, "--version"))
                .flatMap(text -> text.lines().findFirst())
                // Maven prints its name in bold.
                .map(line -> line.replaceAll("\u001B\\[[0-9;]*m", "").strip());
    }
}
