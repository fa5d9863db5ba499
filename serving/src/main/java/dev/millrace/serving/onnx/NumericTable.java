package dev.millrace.serving.onnx;

import java.util.Arrays;

/** A table of numbers that grows row by row and is reused from request to request. Not thread-safe. */
final class NumericTable {
    /** A table with more cells than this is not kept: 4 MiB. */
    private static final int KEPT_CELLS = 1 << 20;

    private final int width;
    private float[] cells;
    private int rows;

    NumericTable(int width) {
        this.width = width;
        this.cells = small(width);
    }

    private static float[] small(int width) {
        return new float[width * 16];
    }

    /** Removes all rows, and the memory for them if it is much. */
    void clear() {
        rows = 0;
        if (cells.length > KEPT_CELLS) {
            cells = small(width);
        }
    }

    /** Adds a row whose cells are still to be set; returns the index of its first cell. */
    int addRow() {
        int start = rows * width;
        if (start + width > cells.length) {
            cells = Arrays.copyOf(cells, Math.addExact(cells.length, Math.max(cells.length, width)));
        }
        rows++;
        return start;
    }

    /** Sets a cell by its index in row-major order. */
    void set(int index, float value) {
        cells[index] = value;
    }

    int rows() {
        return rows;
    }

    int width() {
        return width;
    }

    /** The cells in row-major order; only the first rows × width of them count. */
    float[] cells() {
        return cells;
    }
}
