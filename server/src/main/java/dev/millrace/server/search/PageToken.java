package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a page begins. Our own tokens hold the sort values of the last row of the page before; the original's, which
 * hold a number of rows to skip, are read too, so that a client may go on paging after a server was replaced.
 */
sealed interface PageToken {
    /** The first page. */
    record Start() implements PageToken {}

    /** Skip so many rows; not negative. */
    record Offset(long rows) implements PageToken {}

    /** Go on behind the row with these sort values. */
    record After(List<@Nullable Object> values) implements PageToken {}

    /** Longer ones were not made here: even a text of 8,000 characters to order by fits. */
    int MAX_LENGTH = 200_000;

    /**
     * Reads a token.
     *
     * @param token the token; null or empty for the first page
     * @param order the fingerprint of the order that it must have been made for
     * @param keys what the values are
     * @throws ApiException INVALID_PARAMETER_VALUE when the token is not one of ours or of the original, or belongs to a
     *     search in another order
     */
    static PageToken parse(@Nullable String token, String order, List<SortKey> keys) {
        if (token == null || token.isEmpty()) {
            return new Start();
        }
        JsonValue.Obj members = decode(token);
        if (members.get("after") instanceof JsonValue.Arr(List<JsonValue> items)) {
            if (!order.equals(members.text("order")) || items.size() != keys.size()) {
                throw ApiException.invalid("Invalid page token: it belongs to a search with other parameters.");
            }
            var values = new ArrayList<@Nullable Object>();
            for (int i = 0; i < items.size(); i++) {
                values.add(value(items.get(i), keys.get(i)));
            }
            return new After(values);
        }
        return offset(members);
    }

    /** The members of a token, whoever made it. */
    static JsonValue.Obj decode(String token) {
        if (token.length() > MAX_LENGTH) {
            throw ApiException.invalid("Invalid page token, too long");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("Invalid page token, could not base64-decode");
        }
        JsonValue parsed;
        try {
            parsed = Json.parse(bytes);
        } catch (ApiException e) {
            throw ApiException.invalid("Invalid page token, the decoded text is not JSON");
        }
        if (!(parsed instanceof JsonValue.Obj members)) {
            throw ApiException.invalid("Invalid page token, the decoded JSON is not an object");
        }
        return members;
    }

    /** The token of the page behind a row. */
    static String after(List<@Nullable Object> values, String order) {
        var items = new ArrayList<JsonValue>();
        for (Object value : values) {
            items.add(
                    switch (value) {
                        case null -> new JsonValue.Null();
                        case String text -> new JsonValue.Text(text);
                        default -> new JsonValue.Num(value.toString());
                    });
        }
        var members = new LinkedHashMap<String, JsonValue>();
        members.put("after", new JsonValue.Arr(items));
        members.put("order", new JsonValue.Text(order));
        return encode(new JsonValue.Obj(members));
    }

    /** The original's token. */
    static String offset(long rows) {
        return Base64.getEncoder()
                .encodeToString("{\"offset\": %d}".formatted(rows).getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(JsonValue.Obj members) {
        return Base64.getEncoder().encodeToString(Json.print(members));
    }

    private static Offset offset(JsonValue.Obj members) {
        String literal = switch (members.get("offset")) {
            case JsonValue.Num(String number) -> number;
            case JsonValue.Text(String text) -> text;
            case null, default -> "";
        };
        try {
            long rows = Long.parseLong(literal.strip());
            if (rows != 0) {
                return new Offset(Math.max(rows, 0));
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw ApiException.invalid("Invalid page token, it holds no offset");
    }

    private static @Nullable Object value(JsonValue item, SortKey key) {
        try {
            return switch (item) {
                case JsonValue.Null() when key.nullable() -> null;
                case JsonValue.Text(String text) when key.type() == SortKey.Type.TEXT -> text;
                case JsonValue.Num(String number) when key.type() == SortKey.Type.WHOLE -> Long.parseLong(number);
                case JsonValue.Num(String number) when key.type() == SortKey.Type.DECIMAL -> Double.parseDouble(number);
                default -> throw ApiException.invalid("Invalid page token: it belongs to a search in another order.");
            };
        } catch (NumberFormatException e) {
            throw ApiException.invalid("Invalid page token: '%s' is no number".formatted(item));
        }
    }
}
