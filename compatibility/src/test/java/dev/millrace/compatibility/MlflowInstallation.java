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
 * An installed MLflow of exactly one version: the command that a variable names, one on the path, or a virtual environment
 * that is made on the first use.
 */
record MlflowInstallation(Path python) {

    /** The version that Millrace is held against. */
    static final String VERSION = "3.17.2";

    private static final Release ORIGINAL = new Release(
            VERSION,
            "MILLRACE_TEST_MLFLOW",
            List.of(
                    "scikit-learn",
                    "skops",
                    "onnx",
                    "skl2onnx",
                    "onnxruntime",
                    "matplotlib",
                    "psutil",
                    "flask-wtf",
                    "psycopg2-binary",
                    "pymysql"));

    /** The last of MLflow 2, whose clients are still about. */
    private static final Release CLASSIC =
            new Release("2.22.4", "MILLRACE_TEST_MLFLOW_2", List.of("scikit-learn==1.6.1", "matplotlib", "psutil"));

    private static final long INSTALL_MINUTES = 15;

    /**
     * A version of MLflow.
     *
     * @param variable the environment variable that may name its {@code mlflow} command
     * @param companions packages that are installed beside it
     */
    private record Release(String version, String variable, List<String> companions) {}

    /** The installation of {@link #VERSION}. Skips the test that asks where there is none and none can be made. */
    static MlflowInstallation required() {
        return required(ORIGINAL, Holder.FOUND);
    }

    /** The same of MLflow 2. */
    static MlflowInstallation classic() {
        return required(CLASSIC, ClassicHolder.FOUND);
    }

    private static MlflowInstallation required(Release release, Optional<MlflowInstallation> found) {
        Requirements.require(
                found.isPresent(),
                "MLflow " + release.version() + " (set " + release.variable()
                        + " to its mlflow command, or have python3 with venv and pip)");
        return found.orElseThrow();
    }

    /** Skips the test that asks where this Python module is not installed beside it. */
    void requireModule(String module) {
        Requirements.require(
                run(List.of(python.toString(), "-c", "import " + module), 1),
                "the Python module " + module + " beside MLflow " + VERSION);
    }

    /** The virtual environment that it is in. */
    Path environment() {
        return python.resolve("../..").normalize();
    }

    private static final class Holder {
        static final Optional<MlflowInstallation> FOUND = find(ORIGINAL);
    }

    private static final class ClassicHolder {
        static final Optional<MlflowInstallation> FOUND = find(CLASSIC);
    }

    private static Optional<MlflowInstallation> find(Release release) {
        Optional<Path> named = CompatibilityConfig.command(release.variable());
        if (named.isPresent()) {
            return named.flatMap(command -> beside(command, release));
        }
        return Stream.of(CompatibilityConfig.searchPath())
                .map(folder -> Path.of(folder, "mlflow"))
                .filter(Files::isExecutable)
                .flatMap(command -> beside(command, release).stream())
                .findFirst()
                .or(() -> installed(release));
    }

    /** The Python beside the command, if it has the right version. */
    private static Optional<MlflowInstallation> beside(Path command, Release release) {
        try {
            Path python = command.toRealPath().resolveSibling("python");
            return hasVersion(python, release) ? Optional.of(new MlflowInstallation(python)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean hasVersion(Path python, Release release) {
        String check =
                "import importlib.metadata as m, sys; sys.exit(m.version('mlflow') != '" + release.version() + "')";
        return Files.isExecutable(python) && run(List.of(python.toString(), "-c", check), 1);
    }

    /** Makes the environment once; other test processes wait for it. */
    private static Optional<MlflowInstallation> installed(Release release) {
        Path folder = CompatibilityConfig.cacheFolder().resolve("mlflow-" + release.version());
        Path python = folder.resolve("bin").resolve("python");
        try {
            Files.createDirectories(folder);
            try (FileChannel lock = FileChannel.open(
                            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                if (!hasVersion(python, release)) {
                    List<String> install = Stream.of(
                                    Stream.of(python.toString(), "-m", "pip", "install", "--quiet"),
                                    Stream.of("mlflow==" + release.version()),
                                    release.companions().stream())
                            .flatMap(words -> words)
                            .toList();
                    boolean made = run(List.of("python3", "-m", "venv", folder.toString()), 2)
                            && run(install, INSTALL_MINUTES);
                    return made && hasVersion(python, release)
                            ? Optional.of(new MlflowInstallation(python))
                            : Optional.empty();
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
