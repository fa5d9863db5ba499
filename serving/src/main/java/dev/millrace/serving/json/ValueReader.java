package dev.millrace.serving.json;

import dev.millrace.serving.json.Value.Nothing;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads JSON texts into {@link Value}s. */
public final class ValueReader {
    /** Deeper nesting is refused; Python's own limit is about a thousand levels. */
    static final int MAX_DEPTH = 500;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(4300) // as Python: beyond this, reading a number takes quadratic time
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private ValueReader() {}

    /**
     * Reads one JSON value in UTF-8 (with or without a byte order mark), UTF-16 or UTF-32.
     *
     * @throws InvalidJsonException if the bytes are not exactly one JSON value
     */
    public static Value read(byte[] json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return readAll(parser);
        } catch (JacksonException e) {
            throw invalid(e);
        }
    }

    /** As {@link #read(byte[])}, of text. */
    public static Value read(String json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return readAll(parser);
        } catch (JacksonException e) {
            throw invalid(e);
        }
    }

    private static InvalidJsonException invalid(JacksonException e) {
        return new InvalidJsonException(
                e instanceof StreamConstraintsException
                        ? "it is nested deeper than " + MAX_DEPTH + " levels, or a number in it is too long"
                        : e.getOriginalMessage());
    }

    private static Value readAll(JsonParser parser) {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new InvalidJsonException("the text is empty");
        }
        Value value = value(parser, first);
        if (parser.nextToken() != null) {
            throw new InvalidJsonException("there is more after the end of the JSON value");
        }
        return value;
    }

    private static Value value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_NULL -> Nothing.NULL;
            case VALUE_TRUE -> new Value.Bool(true);
            case VALUE_FALSE -> new Value.Bool(false);
            case VALUE_STRING -> new Value.Text(parser.getString());
            case VALUE_NUMBER_FLOAT -> new Value.Real(parser.getDoubleValue());
            case VALUE_NUMBER_INT -> whole(parser);
            case START_ARRAY -> items(parser);
            case START_OBJECT -> entries(parser);
            default -> throw new InvalidJsonException("unexpected " + token);
        };
    }

    private static Value whole(JsonParser parser) {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            BigInteger value = parser.getBigIntegerValue();
            return new Value.Huge(value);
        }
        return new Value.Whole(parser.getLongValue());
    }

    private static Value items(JsonParser parser) {
        List<Value> values = new ArrayList<>();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            values.add(value(parser, token));
        }
        return new Value.Items(values);
    }

    private static Value entries(JsonParser parser) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (JsonToken token = next(parser); token != JsonToken.END_OBJECT; token = next(parser)) {
            String key = parser.currentName();
            values.put(key, value(parser, next(parser)));
        }
        return new Value.Entries(values);
    }

    private static JsonToken next(JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new InvalidJsonException("the text ends too early");
        }
        return token;
    }
}
