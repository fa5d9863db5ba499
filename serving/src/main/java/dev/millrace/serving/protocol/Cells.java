package dev.millrace.serving.protocol;

import dev.millrace.serving.json.PythonNumbers;
import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.Value.Nothing;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/**
 * Converts JSON values to array elements, by the rules of pandas and NumPy as scoring requests meet them, except that
 * a whole number never loses its fraction or its upper bits in silence.
 */
final class Cells {
    private static final int SHOWN = 60;

    /** Where a request gives its data: two libraries read it, with different rules for strings. */
    enum Source {
        /** {@code dataframe_split} and {@code dataframe_records}, which pandas reads. */
        TABLE,
        /** {@code inputs} and {@code instances}, which NumPy reads. */
        ARRAY
    }

    /** A value that has no place in an array of the type asked for. The message is for the request's sender. */
    static final class UnfitException extends RuntimeException {
        UnfitException(String message) {
            super(message);
        }
    }

    private Cells() {}

    /** Converts values to a one-dimensional array. */
    static NdArray column(List<Value> values, Dtype type, Source source) {
        return array(values, type, source, new long[] {values.size()});
    }

    /** Converts values, given in row-major order, to an array of that shape. */
    static NdArray array(List<Value> values, Dtype type, Source source, long[] shape) {
        int size = values.size();
        return switch (type) {
            case BOOL -> {
                boolean[] result = new boolean[size];
                for (int i = 0; i < size; i++) {
                    result[i] = bool(values.get(i));
                }
                yield new NdArray.Bools(result, shape);
            }
            case FLOAT32, FLOAT64 -> {
                double[] result = new double[size];
                for (int i = 0; i < size; i++) {
                    double value = real(values.get(i));
                    result[i] = type == Dtype.FLOAT32 ? (float) value : value;
                }
                yield new NdArray.Reals(result, shape);
            }
            case STRING -> {
                String[] result = new String[size];
                for (int i = 0; i < size; i++) {
                    result[i] = text(values.get(i), source);
                }
                yield new NdArray.Texts(result, shape);
            }
            default -> {
                long[] result = new long[size];
                for (int i = 0; i < size; i++) {
                    result[i] = whole(values.get(i), type);
                }
                yield new NdArray.Wholes(result, shape);
            }
        };
    }

    private static double real(Value value) {
        return switch (value) {
            case Value.Real real -> real.value();
            case Value.Whole whole -> whole.value();
            case Nothing nothing -> Double.NaN;
            case Value.Bool bool -> bool.value() ? 1 : 0;
            case Value.Huge huge -> {
                double result = huge.value().doubleValue();
                if (Double.isInfinite(result)) {
                    throw new UnfitException(show(value) + " is too large for a floating point number");
                }
                yield result;
            }
            case Value.Text text -> {
                Double result = PythonNumbers.parseFloat(text.value());
                if (result == null) {
                    throw new UnfitException(show(value) + " is not a number");
                }
                yield result;
            }
            case Value.Items items -> throw unfit(value, "a number");
            case Value.Entries entries -> throw unfit(value, "a number");
        };
    }

    private static long whole(Value value, Dtype type) {
        return switch (value) {
            case Value.Whole whole -> inRange(whole.value(), type, value);
            case Value.Bool bool -> bool.value() ? 1 : 0;
            case Value.Real real -> {
                double number = real.value();
                if (Double.isNaN(number) || Double.isInfinite(number) || number != Math.rint(number)) {
                    throw unfit(value, "a whole number");
                }
                if (number < -0x1p63 || number >= 0x1p63) {
                    throw outOfRange(value, type);
                }
                yield inRange((long) number, type, value);
            }
            case Value.Text text -> {
                BigInteger number = PythonNumbers.parseInt(text.value());
                if (number == null) {
                    throw unfit(value, "a whole number");
                }
                if (number.bitLength() > 63) {
                    throw outOfRange(value, type);
                }
                yield inRange(number.longValue(), type, value);
            }
            case Value.Huge huge -> throw outOfRange(value, type);
            case Nothing nothing -> throw unfit(value, "a whole number");
            case Value.Items items -> throw unfit(value, "a whole number");
            case Value.Entries entries -> throw unfit(value, "a whole number");
        };
    }

    private static long inRange(long number, Dtype type, Value value) {
        if (number < type.min() || number > type.max()) {
            throw outOfRange(value, type);
        }
        return number;
    }

    /** Python's idea of truth: zero, the empty string and null are false. */
    private static boolean bool(Value value) {
        return switch (value) {
            case Value.Bool bool -> bool.value();
            case Value.Whole whole -> whole.value() != 0;
            case Value.Huge huge -> true;
            case Value.Real real -> real.value() != 0;
            case Value.Text text -> !text.value().isEmpty();
            case Nothing nothing -> {
                if (nothing == Nothing.MISSING) {
                    throw unfit(value, "a boolean");
                }
                yield false;
            }
            case Value.Items items -> throw unfit(value, "a boolean");
            case Value.Entries entries -> throw unfit(value, "a boolean");
        };
    }

    /** Other values than strings are written out; only NumPy does that with null too, as the word None. */
    private static String text(Value value, Source source) {
        return switch (value) {
            case Value.Text text -> text.value();
            case Value.Bool bool -> bool.value() ? "True" : "False";
            case Value.Whole whole -> Long.toString(whole.value());
            case Value.Huge huge -> huge.value().toString();
            case Value.Real real -> PythonNumbers.text(real.value());
            case Nothing nothing -> {
                if (nothing == Nothing.MISSING || source == Source.TABLE) {
                    throw unfit(value, "a string");
                }
                yield "None";
            }
            case Value.Items items -> throw unfit(value, "a string");
            case Value.Entries entries -> throw unfit(value, "a string");
        };
    }

    private static UnfitException unfit(Value value, String wanted) {
        return new UnfitException(show(value) + " is not " + wanted);
    }

    private static UnfitException outOfRange(Value value, Dtype type) {
        return new UnfitException(show(value) + " is outside the range of "
                + type.name().toLowerCase(Locale.ROOT) + ", " + type.min() + " to " + type.max());
    }

    private static String show(Value value) {
        String text = switch (value) {
            case Nothing nothing -> nothing == Nothing.NULL ? "null" : "a missing value";
            case Value.Bool bool -> Boolean.toString(bool.value());
            case Value.Whole whole -> Long.toString(whole.value());
            case Value.Huge huge ->
                huge.value().bitLength() > 1000 ? "a huge number" : huge.value().toString();
            case Value.Real real -> PythonNumbers.text(real.value());
            case Value.Text text2 -> '"' + text2.value() + '"';
            case Value.Items items -> "an array";
            case Value.Entries entries -> "an object";
        };
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
