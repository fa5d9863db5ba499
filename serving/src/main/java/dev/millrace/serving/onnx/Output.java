package dev.millrace.serving.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtUtil;
import dev.millrace.serving.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One output of a run: elements in row-major order, each of which can be written as JSON. */
final class Output {
    /** Writes the element of that index. */
    @FunctionalInterface
    private interface Element {
        void write(int index, JsonWriter json);
    }

    private final String name;
    private final long[] shape;
    private final Element element;

    private Output(String name, long[] shape, Element element) {
        this.name = name;
        this.shape = shape;
        this.element = element;
    }

    /** Copies a value out of a run's result, which may be closed afterwards. */
    static Output of(String name, OnnxValue value) throws OrtException {
        return switch (value) {
            case OnnxTensor tensor -> new Output(name, tensor.getInfo().getShape(), elements(tensor));
            case OnnxSequence sequence -> sequence(name, sequence);
            default -> throw new IllegalStateException("An output of type " + value.getType() + " was let through");
        };
    }

    private static Output sequence(String name, OnnxSequence sequence) throws OrtException {
        List<? extends OnnxValue> values = sequence.getValue();
        List<Map<?, ?>> maps = new ArrayList<>();
        List<Output> tensors = new ArrayList<>();
        for (OnnxValue value : values) {
            try (value) {
                if (value instanceof OnnxMap map) {
                    maps.add(map.getValue());
                } else {
                    tensors.add(of(name, value));
                }
            }
        }
        Element element = maps.isEmpty()
                ? (index, json) -> tensors.get(index).writeNested(json)
                : (index, json) -> writeMap(maps.get(index), json);
        return new Output(name, new long[] {values.size()}, element);
    }

    private static Element elements(OnnxTensor tensor) throws OrtException {
        return switch (tensor.getInfo().type) {
            case FLOAT -> {
                FloatBuffer values = tensor.getFloatBuffer();
                yield (index, json) -> json.number((double) values.get(index));
            }
            case DOUBLE -> {
                DoubleBuffer values = tensor.getDoubleBuffer();
                yield (index, json) -> json.number(values.get(index));
            }
            case INT64 -> {
                LongBuffer values = tensor.getLongBuffer();
                yield (index, json) -> json.number(values.get(index));
            }
            case INT32 -> {
                IntBuffer values = tensor.getIntBuffer();
                yield (index, json) -> json.number((long) values.get(index));
            }
            case INT16 -> {
                ShortBuffer values = tensor.getShortBuffer();
                yield (index, json) -> json.number((long) values.get(index));
            }
            case INT8 -> {
                ByteBuffer values = tensor.getByteBuffer();
                yield (index, json) -> json.number((long) values.get(index));
            }
            case UINT8 -> {
                ByteBuffer values = tensor.getByteBuffer();
                yield (index, json) -> json.number((long) Byte.toUnsignedInt(values.get(index)));
            }
            case BOOL -> {
                ByteBuffer values = tensor.getByteBuffer();
                yield (index, json) -> json.bool(values.get(index) != 0);
            }
            default -> {
                Object value = tensor.getValue();
                String[] values = value instanceof String text ? new String[] {text} : OrtUtil.flattenString(value);
                yield (index, json) -> json.string(values[index]);
            }
        };
    }

    private static void writeMap(Map<?, ?> map, JsonWriter json) {
        json.raw("{");
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.separator(first).string(String.valueOf(entry.getKey())).raw(": ");
            first = false;
            switch (entry.getValue()) {
                case Float number -> json.number((double) number);
                case Double number -> json.number((double) number);
                case Long number -> json.number((long) number);
                case null, default -> json.string(String.valueOf(entry.getValue()));
            }
        }
        json.raw("}");
    }

    String name() {
        return name;
    }

    /** The number of elements. */
    int size() {
        long size = 1;
        for (long length : shape) {
            size *= length;
        }
        return Math.toIntExact(size);
    }

    /** The length of the first dimension; 1 for a single value. */
    long rows() {
        return shape.length == 0 ? 1 : shape[0];
    }

    /** Writes one element. */
    void writeElement(int index, JsonWriter json) {
        element.write(index, json);
    }

    /** Writes what belongs to one index of the first dimension: an element or nested lists. */
    void writeRow(int row, JsonWriter json) {
        writeNested(json, 1, row * (size() / Math.toIntExact(rows())));
    }

    /** Writes all as nested lists. */
    void writeNested(JsonWriter json) {
        writeNested(json, 0, 0);
    }

    private int writeNested(JsonWriter json, int depth, int from) {
        if (depth >= shape.length) {
            element.write(from, json);
            return from + 1;
        }
        json.raw("[");
        int at = from;
        for (long i = 0; i < shape[depth]; i++) {
            at = writeNested(json.separator(i == 0), depth + 1, at);
        }
        json.raw("]");
        return at;
    }
}
