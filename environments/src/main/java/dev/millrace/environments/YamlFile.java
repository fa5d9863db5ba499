package dev.millrace.environments;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML files as Python reads and writes them: YAML 1.1, where {@code 1e-3} is text and {@code 1.0e-3} a number. */
public final class YamlFile {
    private YamlFile() {}

    /**
     * The file's mapping; empty for an empty file.
     *
     * @throws EnvironmentException if it cannot be read, is not YAML, or is no mapping of names
     */
    public static Map<?, ?> read(Path file) {
        @Nullable Object content;
        try (Reader reader = Files.newBufferedReader(file)) {
            content = yaml().load(reader);
        } catch (IOException e) {
            throw new EnvironmentException("Cannot read " + file + ": " + e, e);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new EnvironmentException(file + " is not valid YAML, line " + line + ": " + e.getProblem(), e);
        } catch (YAMLException | ClassCastException e) {
            throw new EnvironmentException(file + " is not valid YAML: " + e.getMessage(), e);
        }
        if (content == null) {
            return Map.of();
        }
        if (content instanceof Map<?, ?> map) {
            return map;
        }
        throw new EnvironmentException(file + " must hold a mapping of names to values.");
    }

    /** A mapping as PyYAML writes it: one entry a line, by the order of the names. */
    static String text(Map<?, ?> content) {
        return yaml().dump(sorted(content));
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> entries =
                        new TreeMap<>(Comparator.comparing((Object name) -> String.valueOf(name)));
                map.forEach((name, each) -> entries.put(name, sorted(each)));
                yield entries;
            }
            // Lists of their own: YAML would write a reference where the same empty one came twice.
            case List<?> list -> list.stream().map(YamlFile::sorted).collect(Collectors.toCollection(ArrayList::new));
            case null, default -> value;
        };
    }

    /**
     * A list that stands in a file; empty where there is none.
     *
     * @param key what it stands under
     * @throws EnvironmentException if the value is anything else, or has gaps
     */
    static List<?> list(Path file, String key, @Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> list when !list.contains(null) -> list;
            default -> throw new EnvironmentException(file + ": '" + key + "' must be a list of requirements.");
        };
    }

    private static Yaml yaml() {
        LoaderOptions loading = new LoaderOptions();
        loading.setAllowDuplicateKeys(true);
        DumperOptions dumping = new DumperOptions();
        dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading, new PythonResolver());
    }

    /** Takes for a number what PyYAML takes for one, and leaves dates as the text they are. */
    private static final class PythonResolver extends Resolver {
        private static final Pattern FLOAT_WITH_DOT = Pattern.compile("[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
                + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT_WITH_DOT, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
