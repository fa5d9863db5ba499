package dev.millrace.server.sql.migration;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.server.sql.DatabaseRefused;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the values that {@link TraceAnalytics} moves come to. MLflow reads them with Python's {@code json}, {@code float}
 * and {@code Decimal}; what those take is taken here, and what they refuse is no value rather than an error.
 */
final class AnalyticsValues {
    /** Counts of tokens: keys of metrics and metadata, and columns of {@code trace_info}. */
    static final List<String> TOKENS = List.of(
            "input_tokens",
            "output_tokens",
            "total_tokens",
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
            "cache_creation_input_tokens_above_1hr");

    /** Costs: keys of metrics and metadata, and columns of {@code trace_info} and {@code spans}. */
    static final List<String> COSTS = List.of("input_cost", "output_cost", "total_cost");

    /** In characters, as the columns have it. */
    static final int LONGEST_TRACE_NAME = 4096;

    static final int LONGEST_SESSION = 250;

    private static final int LONGEST_MODEL = 500;
    private static final String MODEL = "mlflow.llm.model";
    private static final String PROVIDER = "mlflow.llm.provider";

    /** What Python's float and Decimal both read, apart from the names of infinity and no number. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,9})?");

    private static final int DIGITS_OF_LONG = 19;
    private static final BigDecimal SMALLEST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private AnalyticsValues() {}

    /**
     * What an assessment counts as.
     *
     * @param value null where it cannot be averaged
     * @param numeric whether it was a number, and not yes, no, true or false
     */
    record Aggregate(@Nullable Double value, boolean numeric) {}

    /** The text, cut to so many characters. */
    static @Nullable String bounded(@Nullable String text, int longest) {
        return text == null || text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest));
    }

    /** The members of a JSON object; none where the text is something else. */
    static Map<String, JsonValue> members(@Nullable String text) {
        return parsed(text) instanceof JsonValue.Obj(Map<String, JsonValue> members) ? members : Map.of();
    }

    private static @Nullable JsonValue parsed(@Nullable String text) {
        try {
            return text == null ? null : Json.parseTrusted(text.getBytes(StandardCharsets.UTF_8));
        } catch (ApiException notJson) {
            return null;
        }
    }

    /** A whole number of 64 bits, also one written as a text or with a fraction of zero. */
    static @Nullable Long tokenCount(@Nullable JsonValue value) {
        return switch (value) {
            case JsonValue.Num number when number.literal().matches("-?\\d+") -> whole(number.literal());
            case JsonValue.Num number -> tokenCount(number.toDouble());
            case JsonValue.Text(String text) -> whole(pythonic(text).replace("_", ""));
            case null, default -> null;
        };
    }

    /** The same of a number that was stored as a float. */
    static @Nullable Long tokenCount(double value) {
        return Double.isFinite(value) ? whole(Double.toString(value)) : null;
    }

    private static @Nullable Long whole(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        // The length comes first: a short text can stand for a number of a billion digits.
        if (number.scale() > 0
                || (long) number.precision() - number.scale() > DIGITS_OF_LONG
                || number.compareTo(SMALLEST) < 0
                || number.compareTo(LARGEST) > 0) {
            return null;
        }
        return number.longValueExact();
    }

    /** A number that is neither infinite nor no number, also one written as a text. */
    static @Nullable Double finite(@Nullable JsonValue value) {
        return switch (value) {
            case JsonValue.Num number -> finite(number.toDouble());
            case JsonValue.Text(String text)
            when NUMBER.matcher(pythonic(text)).matches() -> finite(Double.parseDouble(pythonic(text)));
            case null, default -> null;
        };
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    /**
     * Python allows white space around a number, the digits of every script, and an underscore between two digits, which
     * Decimal takes anywhere.
     */
    private static String pythonic(String text) {
        StringBuilder plain = new StringBuilder();
        text.strip()
                .codePoints()
                .map(point -> Character.isDigit(point) ? '0' + Character.digit(point, 10) : point)
                .forEach(plain::appendCodePoint);
        return plain.toString().replaceAll("(?<=\\d)_(?=\\d)", "");
    }

    /** The value of an assessment is JSON; what is none counts as the text itself. */
    static Aggregate aggregate(String value) {
        return switch (parsed(value)) {
            case JsonValue.Bool(boolean truth) -> new Aggregate(truth ? 1.0 : 0.0, false);
            case JsonValue.Num number -> {
                Double figure = finite(number.toDouble());
                yield new Aggregate(figure, figure != null);
            }
            case JsonValue.Text(String text) -> word(text);
            case null -> word(value);
            default -> new Aggregate(null, false);
        };
    }

    private static Aggregate word(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "yes" -> new Aggregate(1.0, false);
            case "no" -> new Aggregate(0.0, false);
            default -> new Aggregate(null, false);
        };
    }

    /**
     * The name and the provider of the model from the attributes of a span.
     *
     * @throws DatabaseRefused where the attributes hold more, which would be lost with their column
     */
    static List<@Nullable Object> model(@Nullable String attributes, String trace, String span) {
        JsonValue value = attributes == null ? new JsonValue.Null() : parsed(attributes);
        if (value instanceof JsonValue.Text(String inner)) {
            value = parsed(inner);
        }
        List<@Nullable Object> model = new ArrayList<>();
        if (value instanceof JsonValue.Null) {
            model.add(null);
            model.add(null);
            return model;
        }
        if (!(value instanceof JsonValue.Obj(Map<String, JsonValue> members))
                || !Set.of(MODEL, PROVIDER).containsAll(members.keySet())
                || !members.values().stream()
                        .allMatch(member -> member instanceof JsonValue.Text || member instanceof JsonValue.Null)) {
            throw new DatabaseRefused(
                    "The attributes of the span %s of trace %s hold something other than the name and provider of a model, and their column is dropped"
                            .formatted(span, trace));
        }
        for (String key : List.of(MODEL, PROVIDER)) {
            model.add(members.get(key) instanceof JsonValue.Text(String text) ? bounded(text, LONGEST_MODEL) : null);
        }
        return model;
    }
}
