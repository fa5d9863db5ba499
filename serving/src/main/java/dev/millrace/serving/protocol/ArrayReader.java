package dev.millrace.serving.protocol;

import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.Value.Items;
import dev.millrace.serving.protocol.Cells.Source;
import dev.millrace.serving.protocol.Cells.UnfitException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes arrays of nested JSON lists, as NumPy would. */
final class ArrayReader {
    private ArrayReader() {}

    /**
     * Reads a value, a list or nested lists of equal lengths.
     *
     * @param type what the elements are converted to; null to go by the elements themselves
     * @throws UnfitException if an element cannot be converted, or lists on one level differ in length
     */
    static NdArray read(Value value, @Nullable Dtype type) {
        long[] shape = shape(value);
        List<Value> cells = new ArrayList<>();
        flatten(value, shape, 0, cells);
        return Cells.array(cells, type == null ? infer(cells) : type, Source.ARRAY, shape);
    }

    /** Checks that nested lists have equal lengths on every level. */
    static void requireEven(Value value) {
        flatten(value, shape(value), 0, new ArrayList<>());
    }

    private static long[] shape(Value value) {
        List<Long> lengths = new ArrayList<>();
        for (Value level = value;
                level instanceof Items items;
                level = items.values().getFirst()) {
            lengths.add((long) items.values().size());
            if (items.values().isEmpty()) {
                break;
            }
        }
        return lengths.stream().mapToLong(Long::longValue).toArray();
    }

    private static void flatten(Value value, long[] shape, int depth, List<Value> cells) {
        if (!(value instanceof Items items)) {
            if (depth != shape.length) {
                throw ragged();
            }
            cells.add(value);
            return;
        }
        if (depth == shape.length || items.values().size() != shape[depth]) {
            throw ragged();
        }
        for (Value item : items.values()) {
            flatten(item, shape, depth + 1, cells);
        }
    }

    private static UnfitException ragged() {
        return new UnfitException("the lists are not of equal length on every level");
    }

    /** The type that holds all of these cells; that of floating point numbers when there is none. */
    static Dtype infer(List<Value> cells) {
        boolean bools = false;
        boolean wholes = false;
        boolean reals = cells.isEmpty();
        boolean texts = false;
        for (Value cell : cells) {
            switch (cell) {
                case Value.Bool b -> bools = true;
                case Value.Whole w -> wholes = true;
                case Value.Real r -> reals = true;
                case Value.Text t -> texts = true;
                default -> throw new UnfitException("arrays of " + cell.pythonType() + " are not supported");
            }
        }
        if (texts) {
            return Dtype.STRING;
        }
        if (reals) {
            return Dtype.FLOAT64;
        }
        return wholes || !bools ? Dtype.INT64 : Dtype.BOOL;
    }
}
