package dev.millrace.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A message from a JSON document, read in one pass. Fields that stand in the path come after those of the body, so that
 * the path wins.
 */
final class JsonReader extends MessageReader {
    private static final int LONGEST_SHOWN = 200;

    private final JsonParser json;
    private final Iterator<Map.Entry<String, String>> pathFields;
    private Map.@Nullable Entry<String, String> pathField;
    private boolean bodyEnded;
    private int depth;
    private final List<String> path = new ArrayList<>();

    /** Starts at an object: the parser stands on its opening brace, or on nothing where there is no body. */
    JsonReader(JsonParser json, Map<String, String> pathFields) {
        this.json = json;
        this.pathFields = pathFields.entrySet().iterator();
        this.bodyEnded = json.currentToken() != JsonToken.START_OBJECT;
    }

    @Override
    public boolean nextField() {
        if (depth > 0) {
            return atField(json.nextToken());
        }
        if (!bodyEnded) {
            if (atField(json.nextToken())) {
                return true;
            }
            bodyEnded = true;
        }
        pathField = pathFields.hasNext() ? pathFields.next() : null;
        return pathField != null;
    }

    /** Leaves the parser on the field's value. */
    private boolean atField(JsonToken token) {
        if (token != JsonToken.PROPERTY_NAME) {
            return false;
        }
        json.nextToken();
        return true;
    }

    @Override
    public String fieldName() {
        return pathField != null ? pathField.getKey() : String.valueOf(json.currentName());
    }

    @Override
    public boolean atNull() {
        return pathField == null && json.currentToken() == JsonToken.VALUE_NULL;
    }

    @Override
    public @Nullable String string() {
        if (pathField != null) {
            return pathField.getValue();
        }
        return switch (json.currentToken()) {
            case VALUE_STRING -> isText(json.getString()) ? json.getString() : misfit();
            case VALUE_NULL -> null;
            default -> misfit();
        };
    }

    /** Half of a surrogate pair is no character: it could be neither stored nor given back. */
    private static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    @Override
    public @Nullable Long int64() {
        if (pathField != null) {
            return Numbers.int64(pathField.getValue());
        }
        return switch (json.currentToken()) {
            case VALUE_NUMBER_INT ->
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? misfit() : (Long) json.getLongValue();
            case VALUE_STRING, VALUE_NUMBER_FLOAT -> orMisfit(Numbers.int64(json.getString()));
            case VALUE_NULL -> null;
            default -> misfit();
        };
    }

    @Override
    public @Nullable Integer int32() {
        Long value = int64();
        if (value != null && value != value.intValue()) {
            return misfit();
        }
        return value == null ? null : (Integer) value.intValue();
    }

    @Override
    public @Nullable Double float64() {
        return switch (json.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double value = json.getDoubleValue();
                yield Double.isInfinite(value) && Character.isDigit(lastCharacter()) ? misfit() : (Double) value;
            }
            case VALUE_STRING -> json.getString().isEmpty() ? null : orMisfit(Numbers.float64(json.getString()));
            case VALUE_TRUE -> 1.0;
            case VALUE_FALSE -> 0.0;
            case VALUE_NULL -> null;
            default -> misfit();
        };
    }

    private char lastCharacter() {
        String text = json.getString();
        return text.charAt(text.length() - 1);
    }

    @Override
    public @Nullable Boolean bool() {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> misfit();
        };
    }

    @Override
    public <E extends Enum<E>> @Nullable E name(Function<String, @Nullable E> byNameOrNumber) {
        return switch (json.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT -> {
                E found = byNameOrNumber.apply(json.getString());
                if (found == null && depth == 0 && !json.getString().isEmpty()) {
                    unknownName(fieldName(), json.getString());
                }
                yield found;
            }
            case VALUE_NULL -> null;
            default -> misfit();
        };
    }

    @Override
    public <M extends Message> @Nullable M message(MessageType<M> type) {
        return switch (json.currentToken()) {
            case START_OBJECT -> nested(fieldName(), type);
            case VALUE_NULL -> null;
            default -> misfit();
        };
    }

    private <M extends Message> M nested(String name, MessageType<M> type) {
        path.add(name);
        depth++;
        M message = type.read(this);
        depth--;
        path.removeLast();
        return message;
    }

    @Override
    public <M extends Message> List<M> messages(MessageType<M> type) {
        if (!atArray()) {
            return List.of();
        }
        String name = fieldName();
        var messages = new ArrayList<M>();
        for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                messages.add(nested(name + "[" + index + "]", type));
            } else {
                misfit("[" + index + "]", name);
            }
        }
        return messages;
    }

    @Override
    public List<String> strings() {
        if (!atArray()) {
            return List.of();
        }
        String name = fieldName();
        var strings = new ArrayList<String>();
        for (int index = 0; json.nextToken() != JsonToken.END_ARRAY; index++) {
            if (json.currentToken() == JsonToken.VALUE_STRING && isText(json.getString())) {
                strings.add(json.getString());
            } else {
                misfit("[" + index + "]", name);
            }
        }
        return strings;
    }

    @Override
    public Map<String, String> map() {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            if (json.currentToken() != JsonToken.VALUE_NULL) {
                misfit();
            }
            return Map.of();
        }
        String name = fieldName();
        var map = new LinkedHashMap<String, String>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = json.currentName();
            if (json.nextToken() == JsonToken.VALUE_STRING && isText(json.getString())) {
                map.put(key, json.getString());
            } else {
                misfit("." + key, name);
            }
        }
        return map;
    }

    @Override
    public void skip() {
        if (pathField == null) {
            json.skipChildren();
        }
    }

    private boolean atArray() {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            return true;
        }
        if (json.currentToken() != JsonToken.VALUE_NULL) {
            misfit();
        }
        return false;
    }

    private <T> @Nullable T orMisfit(@Nullable T value) {
        return value == null ? misfit() : value;
    }

    private <T> @Nullable T misfit() {
        return misfit("", fieldName());
    }

    private <T> @Nullable T misfit(String suffix, String name) {
        String top = path.isEmpty() ? name : path.getFirst().replaceFirst("\\[.*", "");
        if (isMisfit(top)) {
            // Only the first of a field is told, and a list may hold very many.
            json.skipChildren();
            return null;
        }
        JsonToken token = json.currentToken();
        String type = switch (token) {
            case VALUE_STRING -> "str";
            case VALUE_NUMBER_INT -> "int";
            case VALUE_NUMBER_FLOAT -> "float";
            case VALUE_TRUE, VALUE_FALSE -> "bool";
            case START_ARRAY -> "list";
            case START_OBJECT -> "dict";
            default -> "NoneType";
        };
        String shown = shorten(new String(Json.print(Json.read(json)), StandardCharsets.UTF_8));
        String full = path.isEmpty() ? name + suffix : String.join(".", path) + "." + name + suffix;
        misfit(top, full, shown, type);
        return null;
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
