package dev.millrace.cli.options;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@code millrace.properties} file: lines of {@code section.option=value}, e.g. {@code server.port=5001}.
 *
 * @param path where it was read, or null when there is none
 * @param values what it says
 */
public record ConfigurationFile(@Nullable Path path, Map<String, String> values) {
    /** No file. */
    public static final ConfigurationFile NONE = new ConfigurationFile(null, Map.of());

    /**
     * Reads a file.
     *
     * @throws UsageException when it cannot be read
     */
    public static ConfigurationFile read(Path path) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (NoSuchFileException missing) {
            throw new UsageException("there is no configuration file " + path);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new UsageException("cannot read the configuration file " + path + ": " + unreadable.getMessage());
        }
        Map<String, String> values = new TreeMap<>();
        properties.forEach((key, value) -> values.put((String) key, ((String) value).strip()));
        return new ConfigurationFile(path, values);
    }

    /** A misspelt key must not be ignored: it would look as if it had been set. */
    void checkKeys(Syntax syntax) {
        String prefix = syntax.section() + ".";
        for (String key : values.keySet()) {
            if (key.startsWith(prefix)
                    && syntax.options().stream()
                            .noneMatch(option -> option.key().equals(key.substring(prefix.length())))) {
                throw new UsageException(path + " sets " + key + ", which does not exist"
                        + Suggestion.of(
                                key,
                                syntax.options().stream()
                                        .map(option -> prefix + option.key())
                                        .toList()));
            }
        }
    }
}
