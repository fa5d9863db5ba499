package dev.millrace.projects;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A project as it lies in a folder.
 *
 * @param folder where its commands run
 * @param name null where the file gives none
 * @param environment what its Python needs
 * @param entryPoints by name, in the order of the file
 * @param unknownKeys those of the file that mean nothing
 */
public record Project(
        Path folder,
        @Nullable String name,
        ProjectEnvironment environment,
        Map<String, EntryPoint> entryPoints,
        List<String> unknownKeys) {

    /** What a project runs in. */
    public sealed interface ProjectEnvironment {
        /** It asks for nothing. */
        record Any() implements ProjectEnvironment {}

        /** A {@code python_env.yaml}. */
        record PythonEnv(Path file) implements ProjectEnvironment {}

        /** A {@code conda.yaml}. */
        record Conda(Path file) implements ProjectEnvironment {}

        /** A container image. */
        record Docker() implements ProjectEnvironment {}
    }

    /** Reads the project of a folder; one without MLproject file has scripts only. */
    public static Project read(Path folder) {
        return ProjectFile.read(folder);
    }

    /**
     * The entry point of that name, or a script of the project.
     *
     * @throws ProjectException that names the entry points there are
     */
    public EntryPoint entryPoint(String wanted) {
        EntryPoint declared = entryPoints.get(wanted);
        if (declared != null) {
            return declared;
        }
        String script = script(wanted)
                .orElseThrow(() -> new ProjectException("The project has no entry point '" + wanted + "'; it has: "
                        + (entryPoints.isEmpty() ? "none" : String.join(", ", entryPoints.keySet()))
                        + ". A script of it, ending in .py, .sh or .R, is one too." + misspelt()));
        if (!Files.isRegularFile(folder.resolve(wanted))) {
            throw new ProjectException("The script " + folder.resolve(wanted) + " does not exist.");
        }
        return new EntryPoint(wanted, List.of(), script.replace("{", "{{").replace("}", "}}"));
    }

    /** A misspelt key is passed over when the file is read, and missed only when its value is. */
    private String misspelt() {
        return unknownKeys.isEmpty()
                ? ""
                : " Its MLproject file has what means nothing there: " + String.join(", ", unknownKeys)
                        + "; known are: " + String.join(", ", ProjectFile.KEYS) + ".";
    }

    private static Optional<String> script(String name) {
        String file = Shell.quote(name);
        int dot = name.lastIndexOf('.');
        return switch (dot < 0 ? "" : name.substring(dot)) {
            case ".py" -> Optional.of("python " + file);
            case ".sh" -> Optional.of("${SHELL:-bash} " + file);
            case ".R" -> Optional.of("Rscript -e " + Shell.quote("mlflow::mlflow_source('" + name + "')") + " --args");
            default -> Optional.empty();
        };
    }
}
