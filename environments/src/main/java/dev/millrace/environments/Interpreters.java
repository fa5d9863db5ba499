package dev.millrace.environments;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the Pythons of this machine: those on PATH, pyenv's, and those of the usual folders. */
final class Interpreters {
    /** MLflow 3 needs at least this. */
    private static final PythonVersion OLDEST = new PythonVersion(3, 10, -1);

    private static final Pattern NAME = Pattern.compile("python(3(\\.\\d+)?)?");
    private static final String ASK = "import sys; print('.'.join(map(str, sys.version_info[:3])), sys.executable)";

    /** How long a program may take to tell its version. A cold disk may need seconds for Python's first start. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final EnvironmentsConfig config;

    Interpreters(EnvironmentsConfig config) {
        this.config = config;
    }

    /** The installed release of exactly this version, or the newest of this series. */
    Optional<Interpreter> find(PythonVersion wanted) {
        return all(wanted).stream()
                .filter(found -> wanted.includes(found.version()))
                .max(Comparator.comparing(Interpreter::version));
    }

    /** What the command python3 starts; a newer one where that is too old. */
    Optional<Interpreter> findAny() {
        Optional<Interpreter> usual = config.findProgram("python3")
                .flatMap(this::ask)
                .filter(found -> found.version().compareTo(OLDEST) >= 0);
        return usual.or(() -> all(new PythonVersion(3, -1, -1)).stream()
                .filter(found -> found.version().compareTo(OLDEST) >= 0)
                .max(Comparator.comparing(Interpreter::version)));
    }

    /**
     * The wanted release, or the nearest installed patch of its series with a line to the listener.
     *
     * @throws EnvironmentException that says what to install where there is none
     */
    Interpreter choose(@Nullable PythonVersion wanted, Consumer<String> listener) {
        if (wanted == null) {
            return findAny()
                    .orElseThrow(() -> new EnvironmentException("No Python " + OLDEST
                            + " or newer was found: install one, or uv, which fetches its own Python."));
        }
        Optional<Interpreter> exact = find(wanted);
        if (exact.isPresent()) {
            return exact.get();
        }
        Interpreter near = nearest(wanted)
                .orElseThrow(() -> new EnvironmentException("Python " + wanted + " is wanted and no Python "
                        + wanted.series() + " is installed: install one (for example by pyenv install "
                        + wanted.series()
                        + "), or uv, which fetches its own Python, or run with --env-manager local."));
        listener.accept("Python " + wanted + " is not installed; using " + near.version() + " of " + near.executable());
        return near;
    }

    /** Of the same series, the release whose number is closest; of two, the newer. */
    Optional<Interpreter> nearest(PythonVersion wanted) {
        return all(wanted.series()).stream()
                .filter(found -> wanted.series().includes(found.version()))
                .min(Comparator.comparingInt(
                                (Interpreter found) -> Math.abs(found.version().patch() - wanted.patch()))
                        .thenComparing(Interpreter::version, Comparator.reverseOrder()));
    }

    /** Every Python that starts, each once, of the series that the wanted one belongs to where a name tells it. */
    private List<Interpreter> all(PythonVersion wanted) {
        Map<Path, Interpreter> found = new LinkedHashMap<>();
        for (Path folder : folders()) {
            for (Path candidate : candidates(folder, wanted)) {
                ask(candidate).ifPresent(python -> found.putIfAbsent(python.executable(), python));
            }
        }
        return List.copyOf(found.values());
    }

    private List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        config.searchPath().forEach(folders::add);
        Path home = EnvironmentsConfig.home(config.variables());
        String pyenv = config.variables().getOrDefault("PYENV_ROOT", "");
        Path versions = (pyenv.isBlank() ? home.resolve(".pyenv") : Path.of(pyenv)).resolve("versions");
        if (Files.isDirectory(versions)) {
            try (DirectoryStream<Path> installed = Files.newDirectoryStream(versions)) {
                installed.forEach(version -> folders.add(version.resolve("bin")));
            } catch (IOException e) {
                throw new EnvironmentException("Cannot look into " + versions + ": " + e, e);
            }
        }
        List.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin").forEach(folder -> folders.add(Path.of(folder)));
        return folders.stream().filter(Files::isDirectory).distinct().toList();
    }

    private static List<Path> candidates(Path folder, PythonVersion wanted) {
        List<Path> candidates = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "python*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!NAME.matcher(name).matches() || !Files.isExecutable(file)) {
                    continue;
                }
                String version = name.substring("python".length());
                boolean another = version.contains(".")
                        && wanted.minor() != -1
                        && !PythonVersion.parse(version).equals(wanted.series());
                if (!another) {
                    candidates.add(file);
                }
            }
        } catch (IOException e) {
            // A folder of PATH that may not be read offers nothing to us.
            return List.of();
        }
        return candidates;
    }

    /**
     * Empty for what is no working Python, such as pyenv's stand-ins for versions that are not switched on.
     *
     * @throws EnvironmentException if this thread is interrupted
     */
    private Optional<Interpreter> ask(Path program) {
        List<String> lines = new ArrayList<>();
        Command command = new Command(List.of(program.toString(), "-c", ASK), Path.of("/"), config.variables());
        try {
            if (command.run(lines::add, PATIENCE) != 0 || lines.isEmpty()) {
                return Optional.empty();
            }
            String[] answer = lines.getLast().split(" ", 2);
            return Optional.of(new Interpreter(Path.of(answer[1]), PythonVersion.parse(answer[0])));
        } catch (EnvironmentException | ArrayIndexOutOfBoundsException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
