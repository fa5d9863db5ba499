package dev.millrace.environments;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
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

/** Reads a YAML file as Python's readers do: YAML 1.1, where {@code 1e-3} is text and {@code 1.0e-3} a number. */
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

    private static Yaml yaml() {
        LoaderOptions loading = new LoaderOptions();
        loading.setAllowDuplicateKeys(true);
        DumperOptions dumping = new DumperOptions();
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
