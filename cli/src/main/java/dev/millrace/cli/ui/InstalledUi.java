package dev.millrace.cli.ui;

import dev.millrace.environments.EnvironmentsConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The bundle of MLflow's web UI in an installed {@code mlflow} package. It is found by where packages lie; no Python is
 * run.
 *
 * @param folder the folder with {@code index.html}
 * @param version the package's version, or "of unknown version"
 */
public record InstalledUi(Path folder, String version) {
    private static final Path BUNDLE = Path.of("mlflow", "server", "js", "build");

    /** Where a Python keeps what is installed, below the folder that holds its {@code bin}; Debian's is the last. */
    private static final List<String> LIBRARIES = List.of("lib", "lib64", "local/lib");

    /** In each of those folders of a Python, {@code python3.12} or Debian's {@code python3}. */
    private static final List<String> PACKAGES = List.of("site-packages", "dist-packages");

    /** Programs beside which packages lie: the tool itself, as installers of tools link it, then the usual Python. */
    private static final List<String> PROGRAMS = List.of("mlflow", "python3", "python");

    private static final String VERSION_PREFIX = "mlflow-";
    private static final String VERSION_SUFFIX = ".dist-info";

    /**
     * The first that there is: in the active environment, else beside the {@code mlflow} or {@code python3} that is on the
     * PATH, else among the user's own packages.
     *
     * @param variables environment variables
     */
    public static Optional<InstalledUi> find(Map<String, String> variables) {
        for (Path installation : installations(variables)) {
            for (String library : LIBRARIES) {
                for (Path python : matching(installation.resolve(library), "python3*")) {
                    for (String packages : PACKAGES) {
                        Path folder = python.resolve(packages).resolve(BUNDLE);
                        if (isBundle(folder)) {
                            return Optional.of(new InstalledUi(folder, version(python.resolve(packages))));
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the folder has what every bundle has. */
    public static boolean isBundle(Path folder) {
        return Files.isRegularFile(folder.resolve("index.html"));
    }

    private static Set<Path> installations(Map<String, String> variables) {
        Set<Path> found = new LinkedHashSet<>();
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            String folder = variables.getOrDefault(variable, "");
            if (!folder.isBlank()) {
                found.add(Path.of(folder).toAbsolutePath());
            }
        }
        var config = EnvironmentsConfig.of(variables);
        for (String program : PROGRAMS) {
            config.findProgram(program).ifPresent(path -> {
                add(found, path);
                // A virtual environment's own python is a link to another one, a tool's command is a link into its
                // environment: so both ends count.
                add(found, real(path));
            });
        }
        String home = variables.getOrDefault("HOME", "");
        if (!home.isBlank()) {
            found.add(Path.of(home, ".local"));
        }
        return found;
    }

    private static void add(Set<Path> found, Path program) {
        Path folder = program.getParent();
        if (folder != null && folder.getParent() != null) {
            found.add(folder.getParent());
        }
    }

    private static Path real(Path program) {
        try {
            return program.toRealPath();
        } catch (IOException gone) {
            return program;
        }
    }

    private static String version(Path packages) {
        return matching(packages, VERSION_PREFIX + "*" + VERSION_SUFFIX).stream()
                .map(Path::getFileName)
                .map(Path::toString)
                .map(name -> name.substring(VERSION_PREFIX.length(), name.length() - VERSION_SUFFIX.length()))
                .findFirst()
                .orElse("of unknown version");
    }

    /** What matches in a folder, the highest name first; nothing where the folder is none. */
    private static List<Path> matching(Path folder, String pattern) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            entries.forEach(found::add);
        } catch (IOException unreadable) {
            return List.of();
        }
        return found.stream().sorted().toList().reversed();
    }
}
