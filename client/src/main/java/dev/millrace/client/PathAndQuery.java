package dev.millrace.client;

import dev.millrace.api.ApiException;
import dev.millrace.api.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the fields of a request into the address of an operation. */
final class PathAndQuery {
    private static final Pattern FIELD = Pattern.compile("\\{(\\w+)(\\*?)}");

    private PathAndQuery() {}

    /** The path with its fields filled in; they are taken out of {@code fields}. */
    static String path(String template, Map<String, JsonValue> fields) {
        Matcher matcher = FIELD.matcher(template);
        StringBuilder path = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            if (!(fields.remove(name) instanceof JsonValue.Text(String value)) || value.isEmpty()) {
                throw ApiException.missing(name);
            }
            String encoded = matcher.group(2).isEmpty() ? segment(value) : segments(value);
            matcher.appendReplacement(path, Matcher.quoteReplacement(encoded));
        }
        return matcher.appendTail(path).toString();
    }

    /** The remaining fields as a query string with its question mark, or nothing. */
    static String query(Map<String, JsonValue> fields) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        fields.forEach((name, value) -> {
            if (value instanceof JsonValue.Arr(var items)) {
                items.forEach(item -> query.add(segment(name) + "=" + segment(text(item))));
            } else {
                query.add(segment(name) + "=" + segment(text(value)));
            }
        });
        return query.toString();
    }

    /** Fields that may be taken out one by one. */
    static Map<String, JsonValue> fields(JsonValue message) {
        return message instanceof JsonValue.Obj(var members) ? new LinkedHashMap<>(members) : new LinkedHashMap<>();
    }

    /** A path below a root, each of its segments percent-encoded. */
    static String segments(String path) {
        StringJoiner joined = new StringJoiner("/");
        for (String part : path.split("/", -1)) {
            joined.add(segment(part));
        }
        return joined.toString();
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String text(JsonValue value) {
        return switch (value) {
            case JsonValue.Text(String text) -> text;
            case JsonValue.Num(String literal) -> literal;
            case JsonValue.Bool(boolean bool) -> Boolean.toString(bool);
            case JsonValue.Null() -> "";
            case JsonValue.Obj _, JsonValue.Arr _ ->
                throw ApiException.invalid("A query string cannot hold a nested value.");
        };
    }
}
