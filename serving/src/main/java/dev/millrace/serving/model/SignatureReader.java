package dev.millrace.serving.model;

import dev.millrace.serving.json.InvalidJsonException;
import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.Value.Entries;
import dev.millrace.serving.json.Value.Items;
import dev.millrace.serving.json.Value.Text;
import dev.millrace.serving.json.ValueReader;
import dev.millrace.serving.model.ColumnType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the signature of an {@code MLmodel} file: a YAML map whose values are JSON texts. */
final class SignatureReader {
    private SignatureReader() {}

    /** @throws InvalidModelException if a part of it is not as MLflow writes it */
    static Signature read(Map<String, Object> yaml) {
        try {
            return new Signature(inputs(items(yaml.get("inputs"))), params(items(yaml.get("params"))));
        } catch (InvalidJsonException | IllegalArgumentException e) {
            throw new InvalidModelException("The signature of the MLmodel file cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Value> items(@Nullable Object json) {
        if (json == null) {
            return List.of();
        }
        return ValueReader.read(json.toString()) instanceof Items items ? items.values() : List.of();
    }

    private static Signature.Inputs inputs(List<Value> specs) {
        if (specs.isEmpty()) {
            return new Signature.Unchecked();
        }
        List<ColumnSpec> columns = new ArrayList<>();
        List<TensorSpec> tensors = new ArrayList<>();
        for (Value spec : specs) {
            Map<String, Value> entries = entries(spec);
            if (text(entries, "type").equals("tensor")) {
                tensors.add(tensor(entries));
            } else {
                columns.add(new ColumnSpec(name(entries), type(entries), required(entries)));
            }
        }
        if (!columns.isEmpty() && !tensors.isEmpty()) {
            throw new IllegalArgumentException("it mixes columns and tensors");
        }
        return tensors.isEmpty() ? new Signature.Columns(columns) : new Signature.Tensors(tensors);
    }

    private static TensorSpec tensor(Map<String, Value> entries) {
        Map<String, Value> spec = entries(entries.get("tensor-spec"));
        List<Long> shape = new ArrayList<>();
        if (spec.get("shape") instanceof Items items) {
            for (Value length : items.values()) {
                shape.add(length instanceof Value.Whole whole ? whole.value() : -1L);
            }
        }
        return new TensorSpec(name(entries), text(spec, "dtype"), shape);
    }

    private static ColumnType type(Map<String, Value> entries) {
        String name = text(entries, "type");
        return switch (name) {
            case "array" -> new ColumnType.Array(type(entries(entries.get("items"))));
            case "map" -> new ColumnType.Dictionary(type(entries(entries.get("values"))));
            case "object" -> struct(entries(entries.get("properties")));
            case "any", "sparkml_vector", "sparkml vector" -> new ColumnType.Any();
            default -> Scalar.valueOf(name.toUpperCase(Locale.ROOT));
        };
    }

    private static ColumnType struct(Map<String, Value> properties) {
        List<ColumnType.Property> result = new ArrayList<>();
        properties.forEach((name, spec) -> {
            Map<String, Value> entries = entries(spec);
            result.add(new ColumnType.Property(name, type(entries), required(entries)));
        });
        return new ColumnType.Struct(List.copyOf(result));
    }

    private static List<ParamSpec> params(List<Value> specs) {
        return specs.stream()
                .map(SignatureReader::entries)
                .map(spec -> new ParamSpec(name(spec), text(spec, "type"), spec.get("shape") instanceof Items))
                .toList();
    }

    private static Map<String, Value> entries(@Nullable Value value) {
        if (value instanceof Entries entries) {
            return entries.values();
        }
        throw new IllegalArgumentException("an object was expected where it has " + value);
    }

    private static String text(Map<String, Value> entries, String key) {
        if (entries.get(key) instanceof Text text) {
            return text.value();
        }
        throw new IllegalArgumentException("an entry has no \"" + key + "\"");
    }

    private static String name(Map<String, Value> entries) {
        return entries.get("name") instanceof Text text ? text.value() : "";
    }

    private static boolean required(Map<String, Value> entries) {
        return !(entries.get("required") instanceof Value.Bool flag) || flag.value();
    }
}
