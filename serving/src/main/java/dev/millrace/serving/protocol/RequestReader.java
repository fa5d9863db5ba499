package dev.millrace.serving.protocol;

import dev.millrace.serving.json.InvalidJsonException;
import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.Value.Entries;
import dev.millrace.serving.json.Value.Nothing;
import dev.millrace.serving.json.ValueReader;
import dev.millrace.serving.model.Signature;
import dev.millrace.serving.protocol.ScoringException.Fault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Reads scoring requests for models that run without Python, and enforces the model's signature on them. */
public final class RequestReader {
    private static final List<String> FORMATS = List.of("dataframe_split", "dataframe_records", "instances", "inputs");
    private static final List<String> LANGUAGE_MODEL_KEYS = List.of("messages", "prompt", "input");

    private final InputSchema schema;
    private final ParamSchema params;

    /** A reader for a signature that {@link SignatureSupport} accepts. */
    public RequestReader(Signature signature) {
        this.schema = InputSchema.of(signature.inputs());
        this.params = new ParamSchema(signature.params());
    }

    /**
     * Reads one request.
     *
     * @throws ScoringException if it cannot be read, or the signature refuses it
     */
    public ModelInput read(MediaType type, byte[] body) {
        return switch (type) {
            case JSON -> json(body);
            case CSV -> csv(body);
            case PARQUET ->
                throw new ScoringException(
                        Fault.UNSUPPORTED_MEDIA_TYPE,
                        "Parquet is read for models that run in Python only; send JSON or CSV to this one.");
        };
    }

    private ModelInput json(byte[] body) {
        Value request;
        try {
            request = ValueReader.read(body);
        } catch (InvalidJsonException e) {
            throw ScoringException.badRequest("The body is not valid JSON: " + e.getMessage() + ".");
        }
        if (!(request instanceof Entries entries)) {
            throw ScoringException.badRequest("The body must be a JSON object with exactly one of " + FORMATS
                    + "; this is a value of type " + request.pythonType() + ".");
        }
        Map<String, Value> parts = entries.values();
        if (LANGUAGE_MODEL_KEYS.stream().anyMatch(parts::containsKey)) {
            return schema.languageModel(entries);
        }
        ModelInput input = data(parts);
        params.check(parts.getOrDefault("params", Nothing.NULL));
        return input;
    }

    private ModelInput data(Map<String, Value> parts) {
        List<String> given = FORMATS.stream().filter(parts::containsKey).toList();
        if (given.size() != 1) {
            throw ScoringException.badRequest(
                    "The body must be a JSON object with exactly one of " + FORMATS + "; this one has " + given + ".");
        }
        String format = given.getFirst();
        Value data = parts.getOrDefault(format, Nothing.NULL);
        return switch (format) {
            case "dataframe_split" -> schema.table(RawTable.ofSplit(data));
            case "dataframe_records" -> schema.table(RawTable.ofRecords(data));
            case "instances" -> schema.instances(data);
            default -> schema.inputs(data);
        };
    }

    private ModelInput csv(byte[] body) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ScoringException(Fault.BAD_REQUEST, "The body is not valid UTF-8.", e);
        }
        ModelInput input = schema.csv(CsvTable.read(text));
        params.check(Nothing.NULL);
        return input;
    }
}
