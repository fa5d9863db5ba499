package dev.millrace.server.tracking;

/**
 * Says which of a known number of rows to take, as they come by, so that they are spread evenly: SQL's NTILE cuts the
 * rows into parts whose sizes differ by one at most, the larger ones first, and the first row of each part is taken. The
 * last row of all is taken in place of the last one of these.
 */
final class EvenSample {
    private final long rows;
    private final long parts;
    private long next;

    EvenSample(long rows, int parts) {
        this.rows = rows;
        this.parts = Math.min(rows, parts);
    }

    /** Whether the next row, which the caller stands on, is one of the sample. */
    boolean takesNext() {
        long row = next++;
        if (row == rows - 1) {
            return true;
        }
        // The part that this row begins, if it begins one; the last part gives its place to the last row.
        long size = rows / parts;
        long larger = rows % parts;
        long inLarger = larger * (size + 1);
        boolean begins = row < inLarger ? row % (size + 1) == 0 : (row - inLarger) % size == 0;
        long part = row < inLarger ? row / (size + 1) : larger + (row - inLarger) / size;
        return begins && part < parts - 1;
    }
}
