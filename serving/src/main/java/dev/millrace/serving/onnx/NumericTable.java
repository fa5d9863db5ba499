package dev.millrace.serving.onnx;

import java.util.Arrays;

/** A table of numbers that grows row by row and is reused from request to request. Not thread-safe. */
final class NumericTable {
    private final int width;
    private float[] cells;
    private int rows;

    NumericTable(int width) {
        this.width = width;
        this.cells = new float[width * 16];
    }

    /** Removes all rows. */
    void clear() {
        rows = 0;
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
