package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of a history begins. Ours name the last point of the page before, so that points that are logged
 * meanwhile shift nothing; the original's, which count rows, are understood too.
 *
 * @param offset points to skip
 * @param after the point to go on behind, or null for the beginning
 */
record HistoryToken(long offset, @Nullable Point after) {
    /** A point as the database orders it. */
    record Point(long timestamp, long step, double value, boolean isNan) {}

    /** @throws ApiException 400 where it is no token */
    static HistoryToken parse(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return new HistoryToken(0, null);
        }
        byte[] text;
        try {
            text = Base64.getDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("Invalid page token, could not base64-decode");
        }
        try {
            if (Json.parse(text) instanceof JsonValue.Obj members) {
                if (members.get("after") instanceof JsonValue.Arr(List<JsonValue> values) && values.size() == 4) {
                    return new HistoryToken(
                            0,
                            new Point(
                                    Long.parseLong(number(values.get(0))),
                                    Long.parseLong(number(values.get(1))),
                                    Double.parseDouble(number(values.get(2))),
                                    number(values.get(3)).equals("1")));
                }
                long offset = Long.parseLong(number(members.get("offset")));
                if (offset > 0) {
                    return new HistoryToken(offset, null);
                }
            }
        } catch (ApiException | NumberFormatException e) {
            throw ApiException.invalid("Invalid page token, it is not one of this server's");
        }
        throw ApiException.invalid("Invalid page token, it holds no position");
    }

    /** The token as a client is given it; this one has to name a point. */
    String text() {
        Point point = Objects.requireNonNull(after);
        var position = new JsonValue.Arr(List.of(
                new JsonValue.Num(String.valueOf(point.timestamp())),
                new JsonValue.Num(String.valueOf(point.step())),
                new JsonValue.Num(Double.toString(point.value())),
                new JsonValue.Num(point.isNan() ? "1" : "0")));
        Map<String, JsonValue> members = new LinkedHashMap<>(Map.of("after", position));
        return Base64.getEncoder().encodeToString(Json.print(new JsonValue.Obj(members)));
    }

    private static String number(@Nullable JsonValue value) {
        return value instanceof JsonValue.Num(String literal) ? literal : "";
    }
}
