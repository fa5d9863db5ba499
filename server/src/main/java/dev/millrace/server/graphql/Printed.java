package dev.millrace.server.graphql;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.server.graphql.Document.Value;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** A value of a document as it would be written, for messages. */
final class Printed {

    private Printed() {}

    static String of(Value value) {
        return switch (value) {
            case Value.Reference(String name) -> "$" + name;
            case Value.Text(String text) -> new String(Json.print(new JsonValue.Text(text)), StandardCharsets.UTF_8);
            case Value.Number(String literal) -> literal;
            case Value.Bool(boolean bool) -> String.valueOf(bool);
            case Value.Null _ -> "null";
            case Value.Name(String name) -> name;
            case Value.Items(var items) -> items.stream().map(Printed::of).collect(Collectors.joining(", ", "[", "]"));
            case Value.Fields(var fields) ->
                fields.entrySet().stream()
                        .map(field -> field.getKey() + ": " + of(field.getValue()))
                        .collect(Collectors.joining(", ", "{ ", " }"));
        };
    }
}
