package dev.millrace.serving.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.millrace.serving.protocol.ModelInput;
import dev.millrace.serving.protocol.NdArray;
import dev.millrace.serving.protocol.NdArray.Bools;
import dev.millrace.serving.protocol.NdArray.Reals;
import dev.millrace.serving.protocol.NdArray.Texts;
import dev.millrace.serving.protocol.NdArray.Wholes;
import dev.millrace.serving.protocol.ScoringException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors that a run is given; closing it frees them. */
final class Feed implements AutoCloseable {
    private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

    private Feed() {}

    /** Makes tensors of a request's input, as the model's inputs want them. */
    static Feed of(ModelInput input, OnnxModel model) throws OrtException {
        var feed = new Feed();
        try {
            for (Map.Entry<String, NdArray> entry : arrays(input, model).entrySet()) {
                TensorInfo wanted = model.inputs().get(entry.getKey());
                if (wanted == null) {
                    throw ScoringException.badRequest("The model has no input \"" + entry.getKey() + "\"; it has "
                            + model.inputs().keySet() + ".");
                }
                feed.tensors.put(entry.getKey(), tensor(model.environment(), entry.getValue(), wanted, entry.getKey()));
            }
            return feed;
        } catch (OrtException | RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    /** A feed of one tensor of floating point numbers for a model's only input. */
    static Feed of(FloatBuffer cells, int rows, int width, OnnxModel model) throws OrtException {
        var feed = new Feed();
        String name = model.inputs().keySet().iterator().next();
        feed.tensors.put(name, OnnxTensor.createTensor(model.environment(), cells, new long[] {rows, width}));
        return feed;
    }

    Map<String, OnnxTensor> tensors() {
        return tensors;
    }

    private static Map<String, NdArray> arrays(ModelInput input, OnnxModel model) {
        List<String> names = List.copyOf(model.inputs().keySet());
        return switch (input) {
            case ModelInput.Named named -> named.arrays();
            case ModelInput.Single single -> {
                if (names.size() != 1) {
                    throw ScoringException.badRequest(
                            "The model has several inputs; give an array for each of " + names + ".");
                }
                yield Map.of(names.getFirst(), single.array());
            }
            case ModelInput.Table table ->
                names.size() == 1 ? Map.of(names.getFirst(), matrix(table)) : columns(table, model);
        };
    }

    private static Map<String, NdArray> columns(ModelInput.Table table, OnnxModel model) {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        model.inputs().forEach((name, wanted) -> {
            NdArray cells = table.columns().stream()
                    .filter(column -> column.name().equals(name))
                    .map(ModelInput.Column::cells)
                    .findFirst()
                    .orElseThrow(() -> ScoringException.badRequest("The model needs a column \"" + name + "\"."));
            long[] shape = wanted.getShape();
            boolean matrix = shape.length == 2 && (shape[1] == 1 || shape[1] == -1);
            arrays.put(name, matrix ? cells.reshape(cells.size(), 1) : cells);
        });
        return arrays;
    }

    /** The table as one array, if its columns are all numbers (booleans counting as such) or all strings. */
    private static NdArray matrix(ModelInput.Table table) {
        int rows = table.rows();
        int width = table.columns().size();
        long[] shape = {rows, width};
        List<NdArray> columns =
                table.columns().stream().map(ModelInput.Column::cells).toList();
        if (width > 0 && columns.stream().allMatch(Texts.class::isInstance)) {
            String[] cells = new String[rows * width];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = ((Texts) columns.get(i % width)).values()[i / width];
            }
            return new Texts(cells, shape);
        }
        if (width > 0 && columns.stream().allMatch(column -> column instanceof Wholes)) {
            long[] cells = new long[rows * width];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = ((Wholes) columns.get(i % width)).values()[i / width];
            }
            return new Wholes(cells, shape);
        }
        double[] cells = new double[rows * width];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = number(columns.get(i % width), i / width);
        }
        return new Reals(cells, shape);
    }

    private static double number(NdArray column, int row) {
        return switch (column) {
            case Reals reals -> reals.values()[row];
            case Wholes wholes -> wholes.values()[row];
            case Bools bools -> bools.values()[row] ? 1 : 0;
            case Texts texts ->
                throw ScoringException.badRequest(
                        "The model has one input for the whole table, which cannot mix strings and numbers.");
        };
    }

    private static OnnxTensor tensor(OrtEnvironment environment, NdArray array, TensorInfo wanted, String name)
            throws OrtException {
        long[] shape = array.shape();
        if (wanted.type == OnnxJavaType.STRING && array instanceof Texts texts) {
            return OnnxTensor.createTensor(environment, texts.values(), shape);
        }
        if (array instanceof Texts || wanted.type == OnnxJavaType.STRING) {
            throw ScoringException.badRequest("The model's input \"" + name + "\" is of type " + wanted.type + ".");
        }
        int size = array.size();
        return switch (wanted.type) {
            case FLOAT -> {
                float[] values = new float[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (float) number(array, i);
                }
                yield OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
            }
            case DOUBLE -> {
                double[] values = new double[size];
                for (int i = 0; i < size; i++) {
                    values[i] = number(array, i);
                }
                yield OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape);
            }
            default -> wholeTensor(environment, wholes(array, name), shape, wanted.type);
        };
    }

    private static long[] wholes(NdArray array, String name) {
        return switch (array) {
            case Wholes wholes -> wholes.values();
            case Bools bools -> {
                long[] values = new long[bools.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = bools.values()[i] ? 1 : 0;
                }
                yield values;
            }
            default ->
                throw ScoringException.badRequest(
                        "The model's input \"" + name + "\" takes whole numbers or booleans only.");
        };
    }

    private static OnnxTensor wholeTensor(OrtEnvironment environment, long[] values, long[] shape, OnnxJavaType type)
            throws OrtException {
        return switch (type) {
            case INT64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
            case INT32 -> {
                int[] narrow = new int[values.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (int) fit(values[i], Integer.MIN_VALUE, Integer.MAX_VALUE);
                }
                yield OnnxTensor.createTensor(environment, IntBuffer.wrap(narrow), shape);
            }
            case INT16 -> {
                short[] narrow = new short[values.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (short) fit(values[i], Short.MIN_VALUE, Short.MAX_VALUE);
                }
                yield OnnxTensor.createTensor(environment, ShortBuffer.wrap(narrow), shape);
            }
            default -> {
                long min = type == OnnxJavaType.INT8 ? Byte.MIN_VALUE : 0;
                long max = type == OnnxJavaType.INT8 ? Byte.MAX_VALUE : type == OnnxJavaType.BOOL ? 1 : 0xff;
                byte[] narrow = new byte[values.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (byte) fit(values[i], min, max);
                }
                yield OnnxTensor.createTensor(environment, ByteBuffer.wrap(narrow), shape, type);
            }
        };
    }

    private static long fit(long value, long min, long max) {
        if (value < min || value > max) {
            throw ScoringException.badRequest(
                    value + " is outside the range of the model's input, " + min + " to " + max + ".");
        }
        return value;
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
    }
}
