package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.http.Change;
import dev.millrace.http.Exchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request about users and roles, which are no messages of the described API: from the query string of
 * GET, from a JSON object for all others, and from the query string for a DELETE without one.
 */
final class Parameters {
    /** The largest body of a request with such parameters, in bytes. */
    static final int LARGEST_BODY = 64 << 10;

    private final Map<String, JsonValue> values;
    private final Map<String, List<String>> query;

    private Parameters(Map<String, JsonValue> values, Map<String, List<String>> query) {
        this.values = values;
        this.query = query;
    }

    /** Reads them; a body that is no JSON object counts as an empty one. The audit log learns whom a change is about. */
    static Parameters of(Exchange exchange) throws IOException {
        Parameters parameters = read(exchange);
        parameters.values.forEach((name, value) -> Change.of(name, print(value)));
        return parameters;
    }

    private static @Nullable String print(JsonValue value) {
        return switch (value) {
            case JsonValue.Text(String text) -> text;
            case JsonValue.Num(String literal) -> literal;
            case JsonValue.Bool(boolean flag) -> Boolean.toString(flag);
            default -> null;
        };
    }

    private static Parameters read(Exchange exchange) throws IOException {
        String method = exchange.method();
        if (method.equals("GET") || method.equals("HEAD") || (method.equals("DELETE") && !isJson(exchange))) {
            Map<String, JsonValue> values = new LinkedHashMap<>();
            exchange.query().forEach((name, all) -> values.put(name, new JsonValue.Text(all.getFirst())));
            return new Parameters(values, exchange.query());
        }
        return new Parameters(isJson(exchange) ? object(exchange.readBody(LARGEST_BODY)) : Map.of(), Map.of());
    }

    static boolean isJson(Exchange exchange) {
        String type = exchange.header("Content-Type");
        if (type == null) {
            return false;
        }
        int end = type.indexOf(';');
        String media = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return media.equals("application/json") || (media.startsWith("application/") && media.endsWith("+json"));
    }

    private static Map<String, JsonValue> object(byte[] body) {
        try {
            return Json.parse(body) instanceof JsonValue.Obj(Map<String, JsonValue> members) ? members : Map.of();
        } catch (ApiException e) {
            return Map.of();
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** All values of a parameter of the query string. */
    List<String> all(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** @throws ApiException INVALID_PARAMETER_VALUE where it is missing or no text */
    String text(String name) {
        if (!values.containsKey(name)) {
            throw ApiException.missing(name);
        }
        return switch (values.get(name)) {
            case JsonValue.Text(String text) -> text;
            case JsonValue.Num(String literal) -> literal;
            case null, default -> throw ApiException.invalid("Parameter '%s' must be a string.".formatted(name));
        };
    }

    /** Null where it is missing or null. */
    @Nullable
    String textOrNull(String name) {
        return values.get(name) == null || values.get(name) instanceof JsonValue.Null ? null : text(name);
    }

    /** @throws ApiException INVALID_PARAMETER_VALUE where it is missing or neither true nor false */
    boolean flag(String name) {
        if (!values.containsKey(name)) {
            throw ApiException.missing(name);
        }
        if (values.get(name) instanceof JsonValue.Bool(boolean value)) {
            return value;
        }
        throw ApiException.invalid("Parameter '%s' must be true or false.".formatted(name));
    }

    /** @throws ApiException INVALID_PARAMETER_VALUE where it is missing or no whole number */
    long number(String name) {
        String text = text(name);
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw ApiException.invalid("Parameter '%s' must be an integer. Got: '%s'".formatted(name, text));
        }
    }
}
