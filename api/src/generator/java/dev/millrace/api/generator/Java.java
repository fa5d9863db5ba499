package dev.millrace.api.generator;

import dev.millrace.api.generator.Description.Field;
import java.util.Locale;

/** Names and types in the generated Java. */
final class Java {
    private Java() {}

    /** {@code run_id} becomes {@code runId}. */
    static String camelCase(String snakeCase) {
        var camel = new StringBuilder();
        boolean upper = false;
        for (char c : snakeCase.toCharArray()) {
            if (c == '_') {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }

    /** {@code LogBatch} becomes {@code LOG_BATCH}, and so does {@code log_batch}. */
    static String constant(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    /** {@code LogBatch} becomes {@code logBatch}. */
    static String lowerFirst(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    static boolean isScalar(String type) {
        return switch (type) {
            case "string", "int64", "int32", "double", "bool" -> true;
            default -> false;
        };
    }

    /** The type of one value. */
    static String boxed(String type) {
        return switch (type) {
            case "string" -> "String";
            case "int64" -> "Long";
            case "int32" -> "Integer";
            case "double" -> "Double";
            case "bool" -> "Boolean";
            default -> type;
        };
    }

    static boolean isMap(Field field) {
        return field.type().equals("map<string,string>");
    }

    /** The type of a record component. */
    static String component(Field field) {
        if (isMap(field)) {
            return "Map<String, String>";
        }
        return field.repeated() ? "List<" + boxed(field.type()) + ">" : "@Nullable " + boxed(field.type());
    }

    /** The value of a component that nothing has set. */
    static String unset(Field field) {
        if (isMap(field)) {
            return "Map.of()";
        }
        return field.repeated() ? "List.of()" : "null";
    }

    /** The value that a field has when a message does not carry it. */
    static String initial(Field field) {
        return field.defaultValue()
                .map(value -> switch (field.type()) {
                    case "int64" -> value + "L";
                    case "int32", "double", "bool" -> value;
                    default -> field.type() + "." + value;
                })
                .orElse(unset(field));
    }
}
