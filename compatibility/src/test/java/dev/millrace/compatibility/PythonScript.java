package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Python program that uses MLflow's client against a server, and ends with status 0 if it found what it expects. */
final class PythonScript {

    private static final long MINUTES = 5;

    private PythonScript() {}

    /**
     * Runs {@code src/test/python/<name>.py}.
     *
     * @param folder an empty folder for what the program leaves behind
     */
    static void run(MlflowInstallation installation, String name, URI server, Path folder, String... arguments)
            throws IOException, InterruptedException {
        Path script = CompatibilityConfig.root().resolve("compatibility/src/test/python/" + name + ".py");
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>(List.of(installation.python().toString(), script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(variable -> variable.startsWith("MLFLOW_"));
        environment.put("MLFLOW_TRACKING_URI", server.toString());
        environment.put("MLFLOW_DISABLE_TELEMETRY", "true");
        environment.put("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1");
        Process process = builder.start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0)
                .as(Files.readString(output))
                .isTrue();
    }
}
