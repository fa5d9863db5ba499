package dev.millrace.api;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of messages by protobuf's JSON rules as MLflow's server applies them: either spelling of a name (but
 * not both), 64-bit integers as numbers or strings, doubles also as {@code "NaN"} or {@code "Infinity"}, unknown fields
 * and unknown enum values ignored, null the same as absent.
 *
 * <p>A value that does not fit its field is remembered, and reading goes on; {@link #check} raises it when its turn
 * comes, so that of several errors the one in the first declared field is told, whatever the order of the keys.
 */
public abstract class MessageReader {
    private @Nullable Map<String, ApiException> misfits;
    private @Nullable Map<String, String> unknownNames;

    /** Moves to the next field of the message at hand; false at its end. */
    public abstract boolean nextField();

    /** The name of the field at hand as the client spelled it. */
    public abstract String fieldName();

    /** Whether the value of the field at hand is null. */
    public abstract boolean atNull();

    public abstract @Nullable String string();

    public abstract @Nullable Long int64();

    public abstract @Nullable Integer int32();

    public abstract @Nullable Double float64();

    public abstract @Nullable Boolean bool();

    /** An enum value by name or number; null where the enum knows neither. */
    public abstract <E extends Enum<E>> @Nullable E name(Function<String, @Nullable E> byNameOrNumber);

    public abstract <M extends Message> @Nullable M message(MessageType<M> type);

    public abstract <M extends Message> List<M> messages(MessageType<M> type);

    public abstract List<String> strings();

    public abstract Map<String, String> map();

    /** Passes over the value of a field that the message does not know. */
    public abstract void skip();

    /** Refuses a message that gave a field in both spellings; the arguments are bit masks over {@code names}. */
    public final void refuseBothSpellings(long snakeCase, long camelCase, String[] names) {
        long both = snakeCase & camelCase;
        if (both != 0) {
            String snake = names[Long.numberOfTrailingZeros(both)];
            throw ApiException.invalid("Request specifies both '%s' and '%s'; provide only one of them."
                    .formatted(snake, Names.camelCase(snake)));
        }
    }

    /** Ends a field of a request: raises the error of a value that did not fit. */
    public final void check(String field) {
        if (misfits != null && misfits.get(field) instanceof ApiException misfit) {
            throw misfit;
        }
    }

    /** Ends a required field of a request. MLflow counts null and the empty string as missing. */
    public final void require(String field, boolean present) {
        check(field);
        if (!present) {
            throw unknownNames != null && unknownNames.get(field) instanceof String name
                    ? ApiException.invalid("Invalid value '%s' for parameter '%s' supplied: it is none of its values."
                            .formatted(name, field))
                    : ApiException.missing(field);
        }
    }

    /** Remembers a name that an enumeration does not have; where the field is required, that is what is wrong with it. */
    final void unknownName(String topField, String name) {
        if (unknownNames == null) {
            unknownNames = new HashMap<>();
        }
        unknownNames.put(topField, name);
    }

    /** Whether a value of a field of the request did not fit. */
    final boolean isMisfit(String topField) {
        return misfits != null && misfits.containsKey(topField);
    }

    final void misfit(String topField, String path, String value, String type) {
        if (misfits == null) {
            misfits = new LinkedHashMap<>();
        }
        misfits.putIfAbsent(
                topField,
                ApiException.invalid(
                        "Invalid value %s for parameter '%s' supplied:  Hint: Value was of type '%s'. See the API docs for more information about request parameters."
                                .formatted(value, path, type)));
    }

    /** Raises what no {@link #check} has asked for. */
    final void finish() {
        if (misfits != null && !misfits.isEmpty()) {
            throw misfits.values().iterator().next();
        }
    }
}
