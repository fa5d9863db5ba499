package dev.millrace.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;

/**
 * Prints the fields of messages as JSON, as MLflow does: unset fields and empty lists are left out, 64-bit integers are
 * numbers, a NaN or an infinity is a string.
 */
final class JsonWriter extends MessageWriter {
    private final JsonGenerator json;

    JsonWriter(JsonGenerator json) {
        this.json = json;
    }

    @Override
    public void string(SerializableString name, @Nullable String value) {
        if (value != null) {
            json.writeName(name);
            json.writeString(value);
        }
    }

    @Override
    public void int64(SerializableString name, @Nullable Long value) {
        if (value != null) {
            json.writeName(name);
            json.writeNumber(value.longValue());
        }
    }

    @Override
    public void int32(SerializableString name, @Nullable Integer value) {
        if (value != null) {
            json.writeName(name);
            json.writeNumber(value.intValue());
        }
    }

    @Override
    public void float64(SerializableString name, @Nullable Double value) {
        if (value != null) {
            json.writeName(name);
            if (Double.isFinite(value)) {
                json.writeNumber(Numbers.print(value));
            } else {
                json.writeString(value.toString());
            }
        }
    }

    @Override
    public void bool(SerializableString name, @Nullable Boolean value) {
        if (value != null) {
            json.writeName(name);
            json.writeBoolean(value);
        }
    }

    @Override
    public void name(SerializableString name, @Nullable Enum<?> value) {
        if (value != null) {
            json.writeName(name);
            json.writeString(value.name());
        }
    }

    @Override
    public void message(SerializableString name, @Nullable Message value) {
        if (value != null) {
            json.writeName(name);
            message(value);
        }
    }

    @Override
    public void messages(SerializableString name, List<? extends Message> values) {
        if (!values.isEmpty()) {
            json.writeName(name);
            json.writeStartArray();
            for (Message value : values) {
                message(value);
            }
            json.writeEndArray();
        }
    }

    @Override
    public void strings(SerializableString name, List<String> values) {
        if (!values.isEmpty()) {
            json.writeName(name);
            json.writeStartArray();
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }

    @Override
    public void map(SerializableString name, Map<String, String> values) {
        if (!values.isEmpty()) {
            json.writeName(name);
            json.writeStartObject();
            values.forEach(json::writeStringProperty);
            json.writeEndObject();
        }
    }

    void message(Message value) {
        json.writeStartObject();
        value.writeTo(this);
        json.writeEndObject();
    }
}
