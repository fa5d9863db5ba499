package dev.millrace.server.registry;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a {@code models:/} address names. */
public sealed interface ModelsUri {
    /** {@code models:/m-…}: a logged model. */
    record LoggedModel(String id) implements ModelsUri {}

    /** {@code models:/name/7}. */
    record Version(String name, String version) implements ModelsUri {}

    /** {@code models:/name/Production}: the highest version in a stage. */
    record InStage(String name, String stage) implements ModelsUri {}

    /** {@code models:/name/latest}: the highest version. */
    record Latest(String name) implements ModelsUri {}

    /** {@code models:/name@alias}. */
    record Alias(String name, String alias) implements ModelsUri {}

    /** Reads the path of an address; null when it names nothing. */
    static @Nullable ModelsUri parse(String path) {
        if (!path.startsWith("/") || path.length() == 1) {
            return null;
        }
        String[] parts = path.replaceFirst("^/+", "").split("/", -1);
        String name = parts[0];
        if (parts.length > 2 || name.isBlank()) {
            return null;
        }
        if (parts.length == 1) {
            int at = name.lastIndexOf('@');
            if (at < 0) {
                return new LoggedModel(name);
            }
            return name.substring(at + 1).isBlank() ? null : new Alias(name.substring(0, at), name.substring(at + 1));
        }
        String suffix = parts[1];
        if (suffix.isBlank()) {
            return null;
        }
        if (suffix.chars().allMatch(Character::isDigit)) {
            return new Version(name, suffix);
        }
        return suffix.toLowerCase(Locale.ROOT).equals("latest") ? new Latest(name) : new InStage(name, suffix);
    }

    /** The name of the registered model; null for a logged model. */
    default @Nullable String modelName() {
        return switch (this) {
            case LoggedModel logged -> null;
            case Version(String name, String version) -> name;
            case InStage(String name, String stage) -> name;
            case Latest(String name) -> name;
            case Alias(String name, String alias) -> name;
        };
    }
}
