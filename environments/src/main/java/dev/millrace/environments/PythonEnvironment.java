package dev.millrace.environments;

import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Python that is ready to be used.
 *
 * @param folder where the environment lies; null if it is the caller's own Python
 * @param python the program to start
 */
public record PythonEnvironment(@Nullable Path folder, Path python) {

    static PythonEnvironment in(Path folder) {
        return new PythonEnvironment(folder, folder.resolve("bin").resolve("python"));
    }

    /** These variables changed so that {@code python} and the environment's tools are found first. */
    public Map<String, String> activate(Map<String, String> variables) {
        Map<String, String> changed = new HashMap<>(variables);
        if (folder == null) {
            return changed;
        }
        String path = variables.getOrDefault("PATH", "");
        Path programs = folder.resolve("bin");
        changed.put("PATH", path.isEmpty() ? programs.toString() : programs + File.pathSeparator + path);
        changed.put("VIRTUAL_ENV", folder.toString());
        changed.remove("PYTHONHOME");
        return changed;
    }
}
