package dev.millrace.serving.protocol;

/** A dense array of any number of dimensions, its elements in row-major order. */
@SuppressWarnings("ArrayRecordComponent") // arrays are passed on, never compared
public sealed interface NdArray {

    /** The length of each dimension; empty for a single value. */
    long[] shape();

    /** The number of elements. */
    int size();

    /** The same elements in another shape of equal size. */
    NdArray reshape(long... shape);

    /** Floating point numbers. */
    record Reals(double[] values, long[] shape) implements NdArray {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public NdArray reshape(long... newShape) {
            return new Reals(values, newShape);
        }
    }

    /** Whole numbers. */
    record Wholes(long[] values, long[] shape) implements NdArray {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public NdArray reshape(long... newShape) {
            return new Wholes(values, newShape);
        }
    }

    /** Booleans. */
    record Bools(boolean[] values, long[] shape) implements NdArray {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public NdArray reshape(long... newShape) {
            return new Bools(values, newShape);
        }
    }

    /** Strings. */
    record Texts(String[] values, long[] shape) implements NdArray {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public NdArray reshape(long... newShape) {
            return new Texts(values, newShape);
        }
    }
}
