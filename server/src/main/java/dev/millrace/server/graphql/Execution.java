package dev.millrace.server.graphql;

import dev.millrace.api.ApiException;
import dev.millrace.api.JsonValue;
import dev.millrace.server.graphql.Document.Field;
import dev.millrace.server.graphql.Document.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers an operation that has been checked. A field that a message leaves unset is answered with protobuf's default, as the
 * original does: "", "0", a message of defaults. An enumeration that is not set is null.
 */
final class Execution {
    private final Schema schema;
    private final Fields fields;
    private final Resolvers resolvers;
    private final Values values;
    private final List<String> errors = new ArrayList<>();

    Execution(Schema schema, Document document, Resolvers resolvers, Values values) {
        this.schema = schema;
        this.fields = new Fields(document);
        this.resolvers = resolvers;
        this.values = values;
    }

    /** What went wrong on the way; the fields concerned are null. */
    List<String> errors() {
        return errors;
    }

    /** An object of the answer. Its members are in alphabetical order, as the original prints them. */
    JsonValue.Obj object(Schema.Obj type, JsonValue.Obj source, List<Selection> selections) {
        Map<String, JsonValue> members = new TreeMap<>();
        // In the order of the document: of several operations, one may depend on what another did.
        fields.collect(selections).forEach((key, same) -> members.put(key, field(type, source, same)));
        return new JsonValue.Obj(members);
    }

    private JsonValue field(Schema.Obj type, JsonValue.Obj source, List<Field> same) {
        Field field = same.getFirst();
        Schema.FieldType known = type.fields().get(field.name());
        if (known == null) {
            return new JsonValue.Text(type.name());
        }
        JsonValue value;
        try {
            value = resolvers.has(type.name(), field.name())
                    ? resolvers.resolve(type.name(), field.name(), source, arguments(field))
                    : source.get(snakeCase(field.name()));
        } catch (ApiException e) {
            errors.add(e.message());
            return new JsonValue.Null();
        }
        return complete(known.type(), value, Fields.merged(same));
    }

    private JsonValue.Obj arguments(Field field) {
        Map<String, JsonValue> arguments = new LinkedHashMap<>();
        field.arguments().forEach((name, value) -> {
            JsonValue json = values.json(value);
            if (json != null) {
                arguments.put(name, json);
            }
        });
        return new JsonValue.Obj(arguments);
    }

    private JsonValue complete(TypeRef reference, @Nullable JsonValue value, List<Selection> selections) {
        if (value instanceof JsonValue.Null) {
            return value;
        }
        if (reference instanceof TypeRef.ListOf list) {
            List<JsonValue> items = new ArrayList<>();
            if (value instanceof JsonValue.Arr(var given)) {
                given.forEach(item -> items.add(complete(list.item(), item, selections)));
            }
            return new JsonValue.Arr(items);
        }
        return switch (schema.known(reference)) {
            case Schema.Obj type when value == null && type.name().equals("ApiError") -> new JsonValue.Null();
            case Schema.Obj type ->
                object(type, value instanceof JsonValue.Obj source ? source : new JsonValue.Obj(Map.of()), selections);
            case Schema.Enumeration _ -> value == null ? new JsonValue.Null() : value;
            case Schema.Scalar type -> scalar(type.name(), value);
            case Schema.Input type -> throw new IllegalArgumentException(type.name() + " is a type of inputs only");
        };
    }

    private static JsonValue scalar(String type, @Nullable JsonValue value) {
        return switch (type) {
            case "LongString" -> new JsonValue.Text(value instanceof JsonValue.Num(String literal) ? literal : "0");
            case "Int" -> value == null ? new JsonValue.Num("0") : value;
            // NaN and the infinities are texts in messages, and no numbers in GraphQL.
            case "Float" ->
                switch (value) {
                    case null -> new JsonValue.Num("0.0");
                    case JsonValue.Num number -> number;
                    default -> new JsonValue.Null();
                };
            case "Boolean" -> value == null ? new JsonValue.Bool(false) : value;
            default -> value == null ? new JsonValue.Text("") : value;
        };
    }

    /** A field's name in messages: {@code runId} is {@code run_id}. */
    static String snakeCase(String name) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                snake.append('_').append((char) (c - 'A' + 'a'));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }
}
