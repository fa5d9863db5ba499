package dev.millrace.api;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;

/** The texts and whole numbers of a message by their names, for whoever looks for some of them in messages of every kind. */
public final class MessageFields extends MessageWriter {
    private final BiConsumer<String, String> field;

    private MessageFields(BiConsumer<String, String> field) {
        this.field = field;
    }

    /**
     * Tells those that are set, the ones of a message within the message too. Lists are passed over, so that a message of
     * many things costs no more than one of few.
     *
     * @param field takes the snake_case name and the value
     */
    public static void forEach(Message message, BiConsumer<String, String> field) {
        message.writeTo(new MessageFields(field));
    }

    @Override
    public void string(SerializableString name, @Nullable String value) {
        if (value != null) {
            field.accept(name.getValue(), value);
        }
    }

    @Override
    public void int64(SerializableString name, @Nullable Long value) {
        if (value != null) {
            field.accept(name.getValue(), value.toString());
        }
    }

    @Override
    public void int32(SerializableString name, @Nullable Integer value) {
        if (value != null) {
            field.accept(name.getValue(), value.toString());
        }
    }

    @Override
    public void message(SerializableString name, @Nullable Message value) {
        if (value != null) {
            value.writeTo(this);
        }
    }

    @Override
    public void float64(SerializableString name, @Nullable Double value) {}

    @Override
    public void bool(SerializableString name, @Nullable Boolean value) {}

    @Override
    public void name(SerializableString name, @Nullable Enum<?> value) {}

    @Override
    public void messages(SerializableString name, List<? extends Message> values) {}

    @Override
    public void strings(SerializableString name, List<String> values) {}

    @Override
    public void map(SerializableString name, Map<String, String> values) {}
}
