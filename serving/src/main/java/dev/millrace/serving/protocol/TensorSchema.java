package dev.millrace.serving.protocol;

import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.Value.Entries;
import dev.millrace.serving.json.Value.Items;
import dev.millrace.serving.json.Value.Nothing;
import dev.millrace.serving.model.Signature.Tensors;
import dev.millrace.serving.model.TensorSpec;
import dev.millrace.serving.protocol.Cells.Source;
import dev.millrace.serving.protocol.Cells.UnfitException;
import dev.millrace.serving.protocol.ModelInput.Named;
import dev.millrace.serving.protocol.ModelInput.Single;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A signature of tensors: one without a name, or several by name, each with an element type and a shape. */
final class TensorSchema implements InputSchema {
    private final List<TensorSpec> specs;
    private final boolean named;

    TensorSchema(Tensors tensors) {
        this.specs = tensors.tensors();
        this.named = tensors.named();
    }

    @Override
    public ModelInput inputs(Value data) {
        if (named && specs.size() == 1 && data instanceof Items items && !hasObject(items)) {
            return enforce(Map.of(specs.getFirst().name(), array(data, specs.getFirst())));
        }
        if (!named && (data instanceof Entries || data == Nothing.NULL)) {
            throw ScoringException.badRequest("The model's signature has one tensor without a name: an array is"
                    + " expected where the request has a value of type " + data.pythonType() + ".");
        }
        return switch (data) {
            case Entries entries -> enforce(arrays(entries.values()));
            case Items items
            when items.values().stream().allMatch(Entries.class::isInstance) ->
                throw ScoringException.schema(
                        named
                                ? "The request has no arrays by name for " + names() + "."
                                : "An array is expected where the request has a list of objects.");
            default -> enforce(array(data, specs.getFirst()));
        };
    }

    private static boolean hasObject(Items items) {
        return items.values().stream().anyMatch(Entries.class::isInstance);
    }

    private Map<String, NdArray> arrays(Map<String, Value> entries) {
        Map<String, NdArray> result = new LinkedHashMap<>();
        entries.forEach((name, value) -> {
            TensorSpec spec = spec(name);
            if (spec != null) {
                result.put(name, array(value, spec));
            }
        });
        return result;
    }

    private @Nullable TensorSpec spec(String name) {
        return specs.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static NdArray array(Value value, TensorSpec spec) {
        try {
            return ArrayReader.read(value, dtype(spec));
        } catch (UnfitException e) {
            throw ScoringException.badRequest("The input" + (spec.name().isEmpty() ? "" : " \"" + spec.name() + "\"")
                    + " cannot be read as " + spec.dtype() + ": " + e.getMessage() + ".");
        }
    }

    private static Dtype dtype(TensorSpec spec) {
        return Objects.requireNonNull(Dtype.ofNumpy(spec.dtype()));
    }

    /** An array without a name, which a signature with a single tensor can place. */
    private ModelInput enforce(NdArray array) {
        if (named) {
            if (specs.size() > 1) {
                throw ScoringException.schema("The request lacks the model's inputs " + names() + ".");
            }
            return enforce(Map.of(specs.getFirst().name(), array));
        }
        requireShape(array, specs.getFirst());
        return new Single(array);
    }

    private Named enforce(Map<String, NdArray> arrays) {
        Map<String, NdArray> result = new LinkedHashMap<>();
        for (TensorSpec spec : specs) {
            NdArray array = arrays.get(spec.name());
            if (array == null) {
                throw ScoringException.schema("The request lacks the model's input \"" + spec.name() + "\".");
            }
            requireShape(array, spec);
            result.put(spec.name(), array);
        }
        return new Named(result);
    }

    private static void requireShape(NdArray array, TensorSpec spec) {
        if (!spec.accepts(array.shape())) {
            throw ScoringException.schema("The input has shape " + Arrays.toString(array.shape())
                    + "; the model's signature has " + spec.shapeText() + ".");
        }
    }

    private String names() {
        return String.join(", ", specs.stream().map(TensorSpec::name).toList());
    }

    @Override
    public ModelInput instances(Value data) {
        if (data instanceof Items items
                && !items.values().isEmpty()
                && items.values().getFirst() instanceof Entries) {
            Map<String, NdArray> arrays = arrays(stacked(items).values());
            requireEqualLengths(new Named(arrays));
            if (!named) {
                throw ScoringException.schema("An array is expected where the request has a list of objects.");
            }
            return enforce(arrays);
        }
        if (data instanceof Entries entries && named) {
            requireEqualLengths(new Named(arrays(entries.values())));
        }
        return inputs(data);
    }

    /** Turns a list of objects around, into an object of lists. */
    static Entries stacked(Items records) {
        Map<String, List<Value>> lists = new LinkedHashMap<>();
        for (Value item : records.values()) {
            if (!(item instanceof Entries entries)) {
                throw ScoringException.badRequest("The items of \"instances\" must be all objects or none.");
            }
            entries.values()
                    .forEach((name, value) ->
                            lists.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
        }
        Map<String, Value> result = new LinkedHashMap<>();
        lists.forEach((name, values) -> result.put(name, new Items(values)));
        return new Entries(result);
    }

    /** Checks that arrays of rows have one number of rows. */
    static Named requireEqualLengths(Named named) {
        long lengths = named.arrays().values().stream()
                .filter(array -> array.shape().length > 0)
                .map(array -> array.shape()[0])
                .distinct()
                .count();
        if (lengths > 1) {
            throw ScoringException.badRequest("The number of values differs between the inputs.");
        }
        return named;
    }

    @Override
    public ModelInput table(RawTable table) {
        if (named) {
            Map<String, NdArray> arrays = new LinkedHashMap<>();
            for (TensorSpec spec : specs) {
                int index = table.indexOf(spec.name());
                if (index >= 0) {
                    arrays.put(spec.name(), column(table.columns().get(index), spec));
                }
            }
            return enforce(arrays);
        }
        TensorSpec spec = specs.getFirst();
        if (table.rows() == 0 || table.columns().isEmpty()) {
            throw ScoringException.schema("The table is empty.");
        }
        if (table.columns().size() == 1) {
            return enforce(column(table.columns().getFirst(), spec));
        }
        int width = table.columns().size();
        List<Value> cells = new ArrayList<>(table.rows() * width);
        for (int r = 0; r < table.rows(); r++) {
            for (int c = 0; c < width; c++) {
                cells.add(table.columns().get(c).get(r));
            }
        }
        return enforce(convert(cells, spec, table.rows(), width));
    }

    /** A column whose cells are the rows of a tensor: single values, or flat lists of a row's elements. */
    private static NdArray column(List<Value> cells, TensorSpec spec) {
        List<Long> shape = spec.shape();
        List<Value> flat = new ArrayList<>();
        boolean lists = !cells.isEmpty() && cells.getFirst() instanceof Items;
        for (Value cell : cells) {
            if (cell instanceof Items items && lists) {
                flat.addAll(items.values());
            } else {
                flat.add(cell);
            }
        }
        if (flat.stream().anyMatch(Items.class::isInstance)) {
            throw ScoringException.schema("The cells of a table must be values or flat lists of values.");
        }
        NdArray array = convert(flat, spec, flat.size());
        boolean open = !shape.isEmpty() && shape.getFirst() == -1 && shape.lastIndexOf(-1L) == 0;
        long rowSize = shape.stream().skip(1).reduce(1L, (a, b) -> a * b);
        boolean fits = lists ? flat.size() == cells.size() * rowSize : shape.size() <= 2 && rowSize == 1;
        if (cells.isEmpty() || !open || !fits) {
            throw ScoringException.schema(
                    "The cells of a table's column do not make up a tensor of shape " + spec.shapeText() + ".");
        }
        long[] actual = shape.stream().mapToLong(Long::longValue).toArray();
        actual[0] = cells.size();
        return array.reshape(actual);
    }

    private static NdArray convert(List<Value> cells, TensorSpec spec, long... shape) {
        try {
            return Cells.array(cells, dtype(spec), Source.TABLE, shape);
        } catch (UnfitException e) {
            throw ScoringException.badRequest(
                    "The table cannot be read as " + spec.dtype() + ": " + e.getMessage() + ".");
        }
    }

    @Override
    public ModelInput csv(CsvTable table) {
        throw ScoringException.badRequest("The model takes tensors, which CSV cannot hold; send JSON.");
    }

    @Override
    public ModelInput languageModel(Entries data) {
        throw ScoringException.schema("The model takes arrays, not one of the language-model formats.");
    }
}
