package dev.millrace.projects;

import dev.millrace.environments.YamlFile;
import dev.millrace.projects.Project.ProjectEnvironment;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads MLproject files. Keys that are not known are passed over, as MLflow does. */
final class ProjectFile {
    /** Those of MLflow's that a project may have. */
    static final List<String> KEYS =
            List.of("name", "entry_points", "python_env", "conda_env", "docker_env", "databricks_spark_job");

    private final Path folder;
    private final String file;

    private ProjectFile(Path folder, String file) {
        this.folder = folder;
        this.file = file;
    }

    static Project read(Path folder) {
        Path file = find(folder);
        if (file == null) {
            return new Project(folder, null, new ProjectFile(folder, "").environment(Map.of()), Map.of(), List.of());
        }
        Map<?, ?> yaml = YamlFile.read(file);
        ProjectFile reader = new ProjectFile(folder, file.getFileName().toString());
        return new Project(
                folder,
                yaml.get("name") == null ? null : PythonText.of(yaml.get("name")),
                reader.environment(yaml),
                reader.entryPoints(yaml.get("entry_points")),
                yaml.keySet().stream()
                        .map(String::valueOf)
                        .filter(key -> !KEYS.contains(key))
                        .toList());
    }

    /** The file is named MLproject, in any case. */
    private static @Nullable Path find(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, path -> path.getFileName().toString().equalsIgnoreCase("mlproject"))) {
            for (Path found : files) {
                if (Files.isRegularFile(found)) {
                    return found;
                }
            }
            return null;
        } catch (IOException e) {
            throw new ProjectException("Cannot look into the project folder " + folder + ": " + e, e);
        }
    }

    private ProjectEnvironment environment(Map<?, ?> yaml) {
        List<String> given = List.of("python_env", "conda_env", "docker_env").stream()
                .filter(key -> yaml.get(key) != null && !Map.of().equals(yaml.get(key)))
                .toList();
        if (given.size() > 1) {
            throw wrong("names more than one environment: " + String.join(", ", given) + ". Keep one.");
        }
        if (given.isEmpty()) {
            if (Files.exists(folder.resolve("python_env.yaml"))) {
                return new ProjectEnvironment.PythonEnv(folder.resolve("python_env.yaml"));
            }
            return Files.exists(folder.resolve("conda.yaml"))
                    ? new ProjectEnvironment.Conda(folder.resolve("conda.yaml"))
                    : new ProjectEnvironment.Any();
        }
        String key = given.getFirst();
        return switch (key) {
            case "python_env" -> new ProjectEnvironment.PythonEnv(environmentFile(key, yaml.get(key)));
            case "conda_env" -> new ProjectEnvironment.Conda(environmentFile(key, yaml.get(key)));
            default -> new ProjectEnvironment.Docker();
        };
    }

    private Path environmentFile(String key, @Nullable Object value) {
        if (!(value instanceof String name)) {
            throw wrong(key + " must be the name of a file.");
        }
        Path path = folder.resolve(name);
        if (!Files.isRegularFile(path)) {
            throw wrong(key + " names " + name + ", which is not in the project.");
        }
        return path;
    }

    private Map<String, EntryPoint> entryPoints(@Nullable Object yaml) {
        Map<String, EntryPoint> entryPoints = new LinkedHashMap<>();
        mapping("entry_points", yaml).forEach((name, value) -> {
            Map<?, ?> map = mapping("entry point '" + name + "'", value);
            if (!(map.get("command") instanceof String command) || command.isBlank()) {
                throw wrong("entry point '" + name + "' needs a command, which is text.");
            }
            entryPoints.put(name, new EntryPoint(name, parameters(name, map.get("parameters")), command));
        });
        return entryPoints;
    }

    private List<Parameter> parameters(String entryPoint, @Nullable Object yaml) {
        List<Parameter> parameters = new ArrayList<>();
        mapping("parameters of entry point '" + entryPoint + "'", yaml).forEach((name, value) -> {
            switch (value) {
                case null -> parameters.add(new Parameter(name, "string", null));
                case String type -> parameters.add(new Parameter(name, type, null));
                case Map<?, ?> map -> {
                    Object type = map.get("type");
                    Object fallback = map.get("default");
                    parameters.add(new Parameter(
                            name,
                            type == null ? "string" : PythonText.of(type),
                            fallback == null ? null : PythonText.of(fallback)));
                }
                default ->
                    throw wrong("parameter '" + name + "' of entry point '" + entryPoint
                            + "' must be a type, or a mapping with type and default.");
            }
        });
        return parameters;
    }

    /** Names to values; nothing at all is an empty mapping. */
    private Map<String, @Nullable Object> mapping(String what, @Nullable Object yaml) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        switch (yaml) {
            case null -> {}
            case Map<?, ?> map ->
                map.forEach((key, value) -> {
                    if (key == null) {
                        throw wrong(what + ": a name is missing.");
                    }
                    result.put(PythonText.of(key), value);
                });
            default -> throw wrong(what + " must be a mapping of names.");
        }
        return result;
    }

    private ProjectException wrong(String what) {
        return new ProjectException(folder.resolve(file) + ": " + what);
    }
}
