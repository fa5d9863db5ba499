package dev.millrace.api;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** JSON in and out: messages by protobuf's rules, and free-form values. */
public final class Json {
    /**
     * The most that a document of a stranger may hold: names, values, brackets. What is made of one takes up to some 75
     * bytes, where two of the document may be enough to say it; a request that a client needs has far fewer.
     */
    static final int MOST_TOKENS = 1_000_000;

    private static final JsonFactory TRUSTING = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // A document that fails half-way has to look broken: no end is put to it, and the stream is not ended.
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private static final JsonFactory FACTORY = TRUSTING.rebuild()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build())
            .build();

    private Json() {}

    /**
     * Reads a message from a request body. An empty body and {@code null} are an empty message; a document that is
     * encoded twice is decoded twice.
     *
     * @throws ApiException 400, naming the field, where a value does not fit or a required field is missing; 400 where the
     *     document holds more than a request may
     */
    public static <M extends Message> M read(byte[] body, MessageType<M> type) {
        return read(body, type, Map.of());
    }

    /** The same with fields that stand in the path, which win over those of the body. */
    public static <M extends Message> M read(byte[] body, MessageType<M> type, Map<String, String> pathFields) {
        try (JsonParser json = parser(FACTORY, body)) {
            JsonToken token = json.nextToken();
            if (token == JsonToken.VALUE_STRING) {
                return readText(json.getString(), type, pathFields);
            }
            return readObject(json, type, pathFields);
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    /**
     * Reads a message that this process has made, or a server that it asked: it may hold any number of values, as a page of
     * runs does.
     *
     * @throws ApiException 400 where a value does not fit
     */
    public static <M extends Message> M readTrusted(byte[] document, MessageType<M> type) {
        try (JsonParser json = parser(TRUSTING, document)) {
            json.nextToken();
            return readObject(json, type, Map.of());
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    private static <M extends Message> M readText(String text, MessageType<M> type, Map<String, String> pathFields) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            return readObject(json, type, pathFields);
        }
    }

    private static <M extends Message> M readObject(
            JsonParser json, MessageType<M> type, Map<String, String> pathFields) {
        JsonToken first = json.currentToken();
        if (first != null && first != JsonToken.START_OBJECT && first != JsonToken.VALUE_NULL) {
            throw ApiException.invalid("The request body must be a JSON object.");
        }
        var reader = new JsonReader(json, pathFields);
        M message = type.read(reader);
        reader.finish();
        if (first != null && json.nextToken() != null) {
            throw ApiException.invalid("The request body must be a single JSON object.");
        }
        return message;
    }

    /**
     * Reads a message from a decoded query string.
     *
     * @throws ApiException 400, naming the field, where a value does not fit or a required field is missing
     */
    public static <M extends Message> M readQuery(Map<String, List<String>> query, MessageType<M> type) {
        var reader = new QueryReader(query);
        M message = type.read(reader);
        reader.finish();
        return message;
    }

    /** Prints a message: set fields only, in field-number order, UTF-8, no white space. */
    public static byte[] write(Message message) {
        var bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            new JsonWriter(json).message(message);
        }
        return bytes.toByteArray();
    }

    /**
     * Parses one JSON document of any shape. NaN and the infinities are taken as bare words, as Python writes them.
     *
     * @throws ApiException 400 where it is none, or holds more than a stranger's may
     */
    public static JsonValue parse(byte[] document) {
        return parse(FACTORY, document);
    }

    /** {@link #parse(byte[])} of text. */
    public static JsonValue parse(String document) {
        return parse(document.getBytes(StandardCharsets.UTF_8));
    }

    /** {@link #parse(byte[])} of a document that may hold any number of values, as {@link #readTrusted} reads it. */
    public static JsonValue parseTrusted(byte[] document) {
        return parse(TRUSTING, document);
    }

    private static JsonValue parse(JsonFactory factory, byte[] document) {
        try (JsonParser json = parser(factory, document)) {
            if (json.nextToken() == null) {
                throw ApiException.invalid("The document is empty; a JSON value was expected.");
            }
            JsonValue value = read(json);
            if (json.nextToken() != null) {
                throw ApiException.invalid("There is more than one JSON value.");
            }
            return value;
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    private static JsonParser parser(JsonFactory factory, byte[] document) {
        return factory.createParser(ObjectReadContext.empty(), document);
    }

    /** Prints a value as UTF-8 without white space. A number is printed as it was written. */
    public static byte[] print(JsonValue value) {
        var bytes = new ByteArrayOutputStream(128);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            write(value, json);
        }
        return bytes.toByteArray();
    }

    /**
     * A streaming generator, for answers that are too large to be held. Closing it hands over what it has buffered, and
     * neither completes the document nor closes the stream.
     */
    public static JsonGenerator generator(OutputStream out) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }

    /** Prints a message into a generator, for lists that stream. */
    public static void write(Message message, JsonGenerator json) {
        new JsonWriter(json).message(message);
    }

    static String quote(String text) {
        return new String(print(new JsonValue.Text(text)), StandardCharsets.UTF_8);
    }

    /** Reads the value at hand, whole; the parser then stands on its last token. */
    static JsonValue read(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                var members = new LinkedHashMap<String, JsonValue>();
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    members.put(name, read(json));
                }
                yield new JsonValue.Obj(members);
            }
            case START_ARRAY -> {
                var items = new ArrayList<JsonValue>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(json));
                }
                yield new JsonValue.Arr(items);
            }
            case VALUE_STRING -> new JsonValue.Text(json.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Num(json.getString());
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            default -> new JsonValue.Null();
        };
    }

    private static void write(JsonValue value, JsonGenerator json) {
        switch (value) {
            case JsonValue.Obj(var members) -> {
                json.writeStartObject();
                members.forEach((name, member) -> {
                    json.writeName(name);
                    write(member, json);
                });
                json.writeEndObject();
            }
            case JsonValue.Arr(var items) -> {
                json.writeStartArray();
                items.forEach(item -> write(item, json));
                json.writeEndArray();
            }
            case JsonValue.Text(String text) -> json.writeString(text);
            case JsonValue.Num(String literal) -> json.writeRawValue(literal);
            case JsonValue.Bool(boolean bool) -> json.writeBoolean(bool);
            case JsonValue.Null() -> json.writeNull();
        }
    }

    private static ApiException notJson(JacksonException e) {
        var location = e.getLocation();
        String where = location == null
                ? ""
                : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
        String what = e instanceof StreamConstraintsException
                ? "The request body is beyond the limits of JSON here"
                : "The request body is not valid JSON";
        return new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, what + where + ": " + e.getOriginalMessage(), e);
    }
}
