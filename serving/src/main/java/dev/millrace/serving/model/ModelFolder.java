package dev.millrace.serving.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A model as MLflow lays it out on disk: a folder with an {@code MLmodel} file.
 *
 * @param path the folder
 * @param flavors the settings of each flavor, by its name
 * @param signature {@link Signature#NONE} when the model was logged without one
 */
public record ModelFolder(Path path, Map<String, Map<String, Object>> flavors, Signature signature) {
    private static final String FILE = "MLmodel";
    private static final int MAX_BYTES = 16 << 20;

    /**
     * Reads the folder's {@code MLmodel} file.
     *
     * @throws InvalidModelException if the folder has none, or it cannot be understood
     */
    public static ModelFolder read(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InvalidModelException(file + " is larger than 16 MiB, which no MLmodel file is.");
            }
            return parse(folder, Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new InvalidModelException("There is no model in " + folder + ": it has no file named MLmodel.", e);
        } catch (IOException e) {
            throw new InvalidModelException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** True if the model has that flavor. */
    public boolean hasFlavor(String name) {
        return flavors.containsKey(name);
    }

    /** The settings of a flavor; empty if the model does not have it. */
    public Map<String, Object> flavor(String name) {
        return flavors.getOrDefault(name, Map.of());
    }

    private static ModelFolder parse(Path folder, String text) {
        Map<String, Object> root;
        try {
            root = entries(new Yaml(new SafeConstructor(options())).load(text));
        } catch (YAMLException e) {
            throw new InvalidModelException("The MLmodel file of " + folder + " is not YAML: " + e.getMessage(), e);
        }
        Map<String, Map<String, Object>> flavors = new LinkedHashMap<>();
        entries(root.get("flavors")).forEach((name, settings) -> flavors.put(name, entries(settings)));
        if (flavors.isEmpty()) {
            throw new InvalidModelException("The MLmodel file of " + folder + " names no flavors.");
        }
        return new ModelFolder(folder, flavors, SignatureReader.read(entries(root.get("signature"))));
    }

    private static LoaderOptions options() {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setMaxAliasesForCollections(50);
        return options;
    }

    /** The entries of a YAML map, without those of null value; empty for anything else. */
    private static Map<String, Object> entries(@Nullable Object yaml) {
        Map<String, Object> result = new LinkedHashMap<>();
        if (yaml instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value != null) {
                    result.put(String.valueOf(key), value);
                }
            });
        }
        return result;
    }
}
