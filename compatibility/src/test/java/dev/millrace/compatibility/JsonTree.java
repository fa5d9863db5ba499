package dev.millrace.compatibility;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as maps, lists, texts, booleans and {@link Number}s that keep their spelling. It has no part in Millrace's own
 * reading and writing, so that a fault there cannot hide itself here.
 */
final class JsonTree {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonTree() {}

    /** A number as it was spelled, so that 1 and 1.0 stay different. */
    record Number(String spelling) {}

    /** The tree, or null where the text is not JSON. */
    static @Nullable Object parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return null;
            }
            return value(parser);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, value(parser));
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Number(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getString();
        };
    }

    /** What stands at a place such as {@code runs[0].info.run_id}, or null. */
    static @Nullable Object find(@Nullable Object tree, String place) {
        Object found = tree;
        for (String step : place.replace("[", ".[").split("\\.")) {
            if (found instanceof Map<?, ?> fields) {
                found = fields.get(step);
            } else if (found instanceof List<?> items && step.startsWith("[")) {
                int index = Integer.parseInt(step.substring(1, step.length() - 1));
                found = index < items.size() ? items.get(index) : null;
            } else {
                return null;
            }
        }
        return found;
    }

    static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Number number -> number.spelling();
            default -> value.toString();
        };
    }

    static String print(@Nullable Object tree) {
        StringBuilder out = new StringBuilder();
        print(tree, "", out);
        return out.toString();
    }

    private static void print(@Nullable Object tree, String indent, StringBuilder out) {
        switch (tree) {
            case Map<?, ?> fields
            when !fields.isEmpty() -> {
                out.append('{');
                String separator = "";
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    out.append(separator).append('\n').append(indent).append("  ");
                    out.append('"').append(field.getKey()).append("\": ");
                    print(field.getValue(), indent + "  ", out);
                    separator = ",";
                }
                out.append('\n').append(indent).append('}');
            }
            case List<?> items
            when !items.isEmpty() -> {
                out.append('[');
                String separator = "";
                for (Object item : items) {
                    out.append(separator).append('\n').append(indent).append("  ");
                    print(item, indent + "  ", out);
                    separator = ",";
                }
                out.append('\n').append(indent).append(']');
            }
            case Map<?, ?> none -> out.append("{}");
            case List<?> none -> out.append("[]");
            case String text ->
                out.append('"').append(text.replace("\n", "\\n")).append('"');
            case Number number -> out.append(number.spelling());
            case null -> out.append("null");
            default -> out.append(tree);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        text.chars().forEach(character -> {
            switch (character) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (character < ' ') {
                        out.append("\\u%04x".formatted(character));
                    } else {
                        out.append((char) character);
                    }
                }
            }
        });
        out.append('"');
    }
}
