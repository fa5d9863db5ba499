package dev.millrace.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An installed MLflow of exactly the version that Millrace is held against: the command that
 * {@code MILLRACE_TEST_MLFLOW} names, one on the path, or a virtual environment that is made on the first use.
 */
record MlflowInstallation(Path python) {

    static final String VERSION = "3.17.2";

    private static final List<String> PACKAGES = List.of(
            "mlflow==" + VERSION,
            "scikit-learn",
            "skops",
            "onnx",
            "skl2onnx",
            "onnxruntime",
            "matplotlib",
            "psutil",
            "flask-wtf",
            "psycopg2-binary",
            "pymysql");
    private static final long INSTALL_MINUTES = 15;

    /** The installation. Skips the test that asks where there is none and none can be made. */
    static MlflowInstallation required() {
        Optional<MlflowInstallation> found = Holder.FOUND;
        Requirements.require(
                found.isPresent(),
                "MLflow " + VERSION + " (set MILLRACE_TEST_MLFLOW to its mlflow command, or have python3 with venv and"
                        + " pip)");
        return found.orElseThrow();
    }

    /** Skips the test that asks where this Python module is not installed beside it. */
    void requireModule(String module) {
        Requirements.require(
                run(List.of(python.toString(), "-c", "import " + module), 1),
                "the Python module " + module + " beside MLflow " + VERSION);
    }

    private static final class Holder {
        static final Optional<MlflowInstallation> FOUND = find();
    }

    private static Optional<MlflowInstallation> find() {
        if (CompatibilityConfig.mlflowCommand().isPresent()) {
            return CompatibilityConfig.mlflowCommand().flatMap(MlflowInstallation::beside);
        }
        return Stream.of(CompatibilityConfig.searchPath())
                .map(folder -> Path.of(folder, "mlflow"))
                .filter(Files::isExecutable)
                .flatMap(command -> beside(command).stream())
                .findFirst()
                .or(MlflowInstallation::installed);
    }

    /** The Python beside the command, if it has the right version. */
    private static Optional<MlflowInstallation> beside(Path command) {
        try {
            Path python = command.toRealPath().resolveSibling("python");
            return hasVersion(python) ? Optional.of(new MlflowInstallation(python)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean hasVersion(Path python) {
        String check = "import importlib.metadata as m, sys; sys.exit(m.version('mlflow') != '" + VERSION + "')";
        return Files.isExecutable(python) && run(List.of(python.toString(), "-c", check), 1);
    }

    /** Makes the environment once; other test processes wait for it. */
    private static Optional<MlflowInstallation> installed() {
        Path folder = CompatibilityConfig.cacheFolder().resolve("mlflow-" + VERSION);
        Path python = folder.resolve("bin").resolve("python");
        try {
            Files.createDirectories(folder);
            try (FileChannel lock = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                if (!hasVersion(python)) {
                    boolean made = run(List.of("python3", "-m", "venv", folder.toString()), 2)
                            && run(
                                    Stream.concat(
                                                    Stream.of(python.toString(), "-m", "pip", "install", "--quiet"),
                                                    PACKAGES.stream())
                                            .toList(),
                                    INSTALL_MINUTES);
                    return made && hasVersion(python) ? Optional.of(new MlflowInstallation(python)) : Optional.empty();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(new MlflowInstallation(python));
    }

    private static boolean run(List<String> command, long minutes) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
