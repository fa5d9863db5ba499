package dev.millrace.environments;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where environments are kept and where programs are looked for.
 *
 * @param root the folder that holds them, one folder each
 * @param variables the environment variables that the tools are started with
 */
public record EnvironmentsConfig(Path root, Map<String, String> variables) {

    /** From MLFLOW_ENV_ROOT, else below XDG_DATA_HOME, else {@code ~/.millrace/envs}. */
    public static EnvironmentsConfig of(Map<String, String> variables) {
        return new EnvironmentsConfig(root(variables), Map.copyOf(variables));
    }

    private static Path root(Map<String, String> variables) {
        String own = variables.getOrDefault("MLFLOW_ENV_ROOT", "");
        if (!own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        String data = variables.getOrDefault("XDG_DATA_HOME", "");
        return data.isBlank()
                ? home(variables).resolve(".millrace").resolve("envs")
                : Path.of(data, "millrace", "envs").toAbsolutePath();
    }

    static Path home(Map<String, String> variables) {
        String home = variables.getOrDefault("HOME", "");
        return Path.of(home.isBlank() ? System.getProperty("user.home", "/") : home);
    }

    /** The folders of PATH, in order, those that exist. Without a PATH, where the system keeps its own programs. */
    Iterable<Path> searchPath() {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(variables.getOrDefault("PATH", "/usr/bin:/bin"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .filter(Files::isDirectory)
                .toList();
    }

    /** The first executable file of that name on PATH. */
    public Optional<Path> findProgram(String name) {
        for (Path folder : searchPath()) {
            Path program = folder.resolve(name);
            if (Files.isExecutable(program) && !Files.isDirectory(program)) {
                return Optional.of(program.toAbsolutePath());
            }
        }
        return Optional.empty();
    }
}
