package dev.millrace.server.graphql;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.server.graphql.Document.Operation;
import dev.millrace.server.graphql.Document.Value;
import dev.millrace.server.graphql.Document.Variable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes of variables and of what a document says the JSON that operations take. */
final class Values {
    private final Schema schema;
    private final List<String> errors = new ArrayList<>();
    private final Map<String, JsonValue> variables = new HashMap<>();

    Values(Schema schema) {
        this.schema = schema;
    }

    /** What does not fit; empty where {@link #variables} may be used. */
    List<String> errors() {
        return errors;
    }

    /** Takes the variables of a request for an operation. */
    void take(Operation operation, JsonValue.Obj given) {
        for (Variable variable : operation.variables()) {
            JsonValue value = given.get(variable.name());
            TypeRef type = variable.type();
            if (value == null && variable.defaultValue() instanceof Value otherwise) {
                JsonValue made = json(otherwise);
                if (made != null) {
                    variables.put(variable.name(), made);
                }
            } else if (value == null) {
                if (type.required()) {
                    errors.add(
                            "Variable '$%s' of required type '%s' was not provided.".formatted(variable.name(), type));
                }
            } else if (value instanceof JsonValue.Null && type.required()) {
                errors.add("Variable '$%s' of non-null type '%s' must not be null.".formatted(variable.name(), type));
            } else {
                variables.put(variable.name(), coerce(value, type, variable.name(), variable.name()));
            }
        }
    }

    /** An argument as JSON; null where it is a variable that was not given. */
    @Nullable
    JsonValue json(Value value) {
        return switch (value) {
            case Value.Reference(String name) -> variables.get(name);
            case Value.Text(String text) -> new JsonValue.Text(text);
            case Value.Number(String literal) -> new JsonValue.Num(literal);
            case Value.Bool(boolean bool) -> new JsonValue.Bool(bool);
            case Value.Null() -> new JsonValue.Null();
            case Value.Name(String name) -> new JsonValue.Text(name);
            case Value.Items(var items) -> {
                List<JsonValue> made = new ArrayList<>();
                for (Value item : items) {
                    JsonValue json = json(item);
                    made.add(json == null ? new JsonValue.Null() : json);
                }
                yield new JsonValue.Arr(made);
            }
            case Value.Fields(var fields) -> {
                Map<String, JsonValue> made = new LinkedHashMap<>();
                fields.forEach((name, field) -> {
                    JsonValue json = json(field);
                    if (json != null) {
                        made.put(name, json);
                    }
                });
                yield new JsonValue.Obj(made);
            }
        };
    }

    private JsonValue coerce(JsonValue value, TypeRef type, String variable, String place) {
        if (value instanceof JsonValue.Null) {
            if (type.required()) {
                refuse(value, variable, place, "Expected non-nullable type '%s' not to be None.".formatted(type));
            }
            return value;
        }
        if (type instanceof TypeRef.ListOf list) {
            if (!(value instanceof JsonValue.Arr(var items))) {
                return new JsonValue.Arr(List.of(coerce(value, list.item(), variable, place)));
            }
            List<JsonValue> made = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                made.add(coerce(items.get(i), list.item(), variable, place + "[" + i + "]"));
            }
            return new JsonValue.Arr(made);
        }
        return switch (schema.known(type)) {
            case Schema.Input input -> coerce(value, input, variable, place);
            case Schema.Enumeration(String name, var values) -> {
                if (!(value instanceof JsonValue.Text(String text))) {
                    String reason = "Enum '%s' cannot represent non-string value: %s.".formatted(name, shown(value));
                    refuse(value, variable, place, reason);
                } else if (!values.contains(text)) {
                    refuse(value, variable, place, "Value '%s' does not exist in '%s' enum.".formatted(text, name));
                }
                yield value;
            }
            case Schema.Scalar scalar -> scalar(value, scalar.name(), variable, place);
            case Schema.Obj object -> throw new IllegalArgumentException(object.name() + " is no type of inputs");
        };
    }

    private JsonValue coerce(JsonValue value, Schema.Input input, String variable, String place) {
        if (!(value instanceof JsonValue.Obj object)) {
            refuse(value, variable, place, "Expected type '%s' to be a mapping.".formatted(input.name()));
            return value;
        }
        Map<String, JsonValue> made = new LinkedHashMap<>();
        object.members().forEach((name, field) -> {
            TypeRef type = input.fields().get(name);
            if (type == null) {
                String reason = "Field '%s' is not defined by type '%s'.".formatted(name, input.name());
                refuse(value, variable, place, reason);
            } else {
                made.put(name, coerce(field, type, variable, place + "." + name));
            }
        });
        return new JsonValue.Obj(made);
    }

    private JsonValue scalar(JsonValue value, String type, String variable, String place) {
        JsonValue made = switch (type) {
            case "String" -> value instanceof JsonValue.Text ? value : null;
            case "Boolean" -> value instanceof JsonValue.Bool ? value : null;
            case "Int" -> value instanceof JsonValue.Num(String literal) ? whole(literal, 32) : null;
            case "LongString" ->
                switch (value) {
                    case JsonValue.Num(String literal) -> whole(literal, 64);
                    case JsonValue.Text(String text) -> whole(text.strip(), 64);
                    default -> null;
                };
            default -> null;
        };
        if (made == null) {
            refuse(value, variable, place, misfit(type, shown(value)));
            return value;
        }
        return made;
    }

    /** What is said of a value that does not fit a scalar. */
    static String misfit(String type, String value) {
        return switch (type) {
            case "String" -> "String cannot represent a non string value: " + value;
            case "Boolean" -> "Boolean cannot represent a non boolean value: " + value;
            case "Int" -> "Int cannot represent non-integer value: " + value;
            default -> "Expected value of type '%s', found %s.".formatted(type, value);
        };
    }

    private static JsonValue.@Nullable Num whole(String text, int bits) {
        try {
            long number = Long.parseLong(text);
            return bits == 64 || number == (int) number ? new JsonValue.Num(Long.toString(number)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private void refuse(JsonValue value, String variable, String place, String reason) {
        String where = place.equals(variable) ? "" : " at '" + place + "'";
        errors.add("Variable '$%s' got invalid value %s%s; %s".formatted(variable, shown(value), where, reason));
    }

    /** In the original's notation, which is Python's, and short. */
    private static String shown(JsonValue value) {
        String text = switch (value) {
            case JsonValue.Text(String string) -> "'" + string + "'";
            case JsonValue.Obj(var members) ->
                members.entrySet().stream()
                        .map(member -> "'" + member.getKey() + "': " + shown(member.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case JsonValue.Arr(var items) ->
                items.stream().map(Values::shown).collect(Collectors.joining(", ", "[", "]"));
            case JsonValue.Null _ -> "None";
            default -> new String(Json.print(value), StandardCharsets.UTF_8);
        };
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
