package dev.millrace.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;

/** Takes the fields of a message, in field-number order. */
public abstract class MessageWriter {
    MessageWriter() {}

    public abstract void string(SerializableString name, @Nullable String value);

    public abstract void int64(SerializableString name, @Nullable Long value);

    public abstract void int32(SerializableString name, @Nullable Integer value);

    public abstract void float64(SerializableString name, @Nullable Double value);

    public abstract void bool(SerializableString name, @Nullable Boolean value);

    public abstract void name(SerializableString name, @Nullable Enum<?> value);

    public abstract void message(SerializableString name, @Nullable Message value);

    public abstract void messages(SerializableString name, List<? extends Message> values);

    public abstract void strings(SerializableString name, List<String> values);

    public abstract void map(SerializableString name, Map<String, String> values);
}
