package dev.millrace.serving;

import dev.millrace.http.HttpConfig;
import dev.millrace.serving.python.PythonCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The models that MLflow itself makes for tests of the Python workers; made once for all tests. */
final class PythonModels {
    private static final Path SCRIPT = Path.of("src/test/python/make_python_models.py");
    private static final Path FOLDER = Path.of("target/python-models");

    private PythonModels() {}

    /** A server's settings for one of the models, on a free port. */
    static synchronized ScoringConfig config(String model) {
        Path python = Requirements.mlflowPython();
        try {
            if (!Files.exists(FOLDER)
                    || Files.getLastModifiedTime(FOLDER).compareTo(Files.getLastModifiedTime(SCRIPT)) < 0) {
                make(python);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command = new PythonCommand(python, System.getenv());
        return ScoringConfig.of(FOLDER.resolve(model), () -> command).withHttp(HttpConfig.of("127.0.0.1", 0));
    }

    private static void make(Path python) throws IOException {
        Path fresh = Files.createTempDirectory(Files.createDirectories(FOLDER.getParent()), "python-models");
        Path log = fresh.resolve("log");
        Process process = new ProcessBuilder(python.toString(), SCRIPT.toString(), fresh.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("the models could not be made, see " + log);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException("interrupted", e);
        }
        if (Files.exists(FOLDER)) {
            Files.move(FOLDER, fresh.resolveSibling(fresh.getFileName() + "-old"));
        }
        Files.move(fresh, FOLDER);
    }
}
