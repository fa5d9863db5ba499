package dev.millrace.api;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A message from a query string. A field's name is taken in snake_case only, of a repeated scalar the first value wins,
 * and every value is text.
 */
final class QueryReader extends MessageReader {
    private final Iterator<Map.Entry<String, List<String>>> fields;
    private Map.@Nullable Entry<String, List<String>> field;

    QueryReader(Map<String, List<String>> query) {
        this.fields = query.entrySet().iterator();
    }

    @Override
    public boolean nextField() {
        while (fields.hasNext()) {
            var next = fields.next();
            if (!next.getValue().isEmpty() && next.getKey().chars().noneMatch(Character::isUpperCase)) {
                field = next;
                return true;
            }
        }
        return false;
    }

    @Override
    public String fieldName() {
        return current().getKey();
    }

    @Override
    public boolean atNull() {
        return false;
    }

    @Override
    public String string() {
        return current().getValue().getFirst();
    }

    @Override
    public @Nullable Long int64() {
        return orMisfit(Numbers.int64(string()));
    }

    @Override
    public @Nullable Integer int32() {
        Long value = Numbers.int64(string());
        return orMisfit(value == null || value != value.intValue() ? null : (Integer) value.intValue());
    }

    @Override
    public @Nullable Double float64() {
        return orMisfit(Numbers.float64(string()));
    }

    @Override
    public @Nullable Boolean bool() {
        return orMisfit(
                switch (string().toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> null;
                });
    }

    @Override
    public <E extends Enum<E>> @Nullable E name(Function<String, @Nullable E> byNameOrNumber) {
        return byNameOrNumber.apply(string());
    }

    @Override
    public <M extends Message> @Nullable M message(MessageType<M> type) {
        return orMisfit(null);
    }

    @Override
    public <M extends Message> List<M> messages(MessageType<M> type) {
        orMisfit(null);
        return List.of();
    }

    @Override
    public List<String> strings() {
        return List.copyOf(current().getValue());
    }

    @Override
    public Map<String, String> map() {
        orMisfit(null);
        return Map.of();
    }

    @Override
    public void skip() {
        // A value of text needs no passing over.
    }

    private <T> @Nullable T orMisfit(@Nullable T value) {
        if (value == null) {
            misfit(fieldName(), fieldName(), Json.quote(string()), "str");
        }
        return value;
    }

    private Map.Entry<String, List<String>> current() {
        if (field == null) {
            throw new NoSuchElementException("no field at hand");
        }
        return field;
    }
}
