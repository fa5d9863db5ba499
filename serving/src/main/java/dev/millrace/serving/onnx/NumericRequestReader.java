package dev.millrace.serving.onnx;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fast way for the usual request: reads tables of plain numbers from JSON in one pass, without making an object of
 * any value. It takes {@code dataframe_split}, lists of records, and lists of lists for an unnamed tensor, if they give
 * exactly the signature's columns and hold nothing but numbers. It never refuses a request: whatever else it meets makes
 * it give up, and the general reader decides. What both can read, both read alike.
 */
final class NumericRequestReader {
    private static final byte[] SPLIT = ascii("dataframe_split");
    private static final byte[] RECORDS = ascii("dataframe_records");
    private static final byte[] INPUTS = ascii("inputs");
    private static final byte[] INSTANCES = ascii("instances");
    private static final byte[] COLUMNS = ascii("columns");
    private static final byte[] DATA = ascii("data");
    private static final byte[] INDEX = ascii("index");

    private final byte[][] names;
    private final int width;
    /** The last list of columns seen, as it stood in the request, and where its columns go: clients repeat themselves. */
    private volatile Layout lastLayout = new Layout(new byte[] {0}, new int[0]);

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Layout(byte[] text, int[] targets) {}

    private NumericRequestReader(byte[][] names, int width) {
        this.names = names;
        this.width = width;
    }

    /** A reader for named columns of floating point numbers. */
    static NumericRequestReader ofColumns(List<String> names) {
        byte[][] bytes = names.stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        return new NumericRequestReader(bytes, bytes.length);
    }

    /** A reader for an unnamed tensor with rows of that many floating point numbers. */
    static NumericRequestReader ofTensor(int width) {
        return new NumericRequestReader(new byte[0][], width);
    }

    /** The number of cells in a row. */
    int width() {
        return width;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads the request into the table. False if it has to be read in the general way instead. */
    boolean read(byte[] body, NumericTable table) {
        table.clear();
        var scanner = new NumberScanner(body);
        if (!scanner.accept('{') || !scanner.string()) {
            return false;
        }
        boolean read;
        if (names.length == 0) {
            read = (scanner.lastStringIs(INPUTS) || scanner.lastStringIs(INSTANCES))
                    && scanner.accept(':')
                    && rows(scanner, null, table);
        } else if (scanner.lastStringIs(SPLIT)) {
            read = scanner.accept(':') && split(scanner, table);
        } else {
            read = (scanner.lastStringIs(RECORDS) || scanner.lastStringIs(INPUTS) || scanner.lastStringIs(INSTANCES))
                    && scanner.accept(':')
                    && records(scanner, table);
        }
        return read && scanner.accept('}') && scanner.atEnd() && table.rows() > 0;
    }

    private boolean split(NumberScanner scanner, NumericTable table) {
        if (!scanner.accept('{')) {
            return false;
        }
        int[] targets = null;
        int indexed = -1;
        boolean data = false;
        do {
            if (!scanner.string()) {
                return false;
            }
            if (scanner.lastStringIs(COLUMNS) && targets == null) {
                targets = scanner.accept(':') ? columns(scanner) : null;
                if (targets == null) {
                    return false;
                }
            } else if (scanner.lastStringIs(DATA) && targets != null && !data) {
                data = scanner.accept(':') && rows(scanner, targets, table);
                if (!data) {
                    return false;
                }
            } else if (scanner.lastStringIs(INDEX) && indexed < 0 && scanner.accept(':')) {
                indexed = scanner.countNumbers();
                if (indexed < 0) {
                    return false;
                }
            } else {
                return false;
            }
        } while (scanner.accept(','));
        return scanner.accept('}') && data && (indexed < 0 || indexed == table.rows());
    }

    /** Reads the list of column names; null unless it has each of the signature's columns once, and no other. */
    private int @Nullable [] columns(NumberScanner scanner) {
        Layout known = lastLayout;
        if (scanner.acceptAll(known.text)) {
            return known.targets;
        }
        int start = scanner.position();
        if (!scanner.accept('[')) {
            return null;
        }
        int[] targets = new int[width];
        boolean[] seen = new boolean[width];
        int count = 0;
        do {
            int target = scanner.string() ? indexOf(scanner, count) : -1;
            if (target < 0 || count == width || seen[target]) {
                return null;
            }
            seen[target] = true;
            targets[count++] = target;
        } while (scanner.accept(','));
        if (!scanner.accept(']') || count != width) {
            return null;
        }
        lastLayout = new Layout(scanner.from(start), targets);
        return targets;
    }

    /** The signature's column that the last string names, looked for from the likeliest on; -1 if there is none. */
    private int indexOf(NumberScanner scanner, int likely) {
        if (likely < width && scanner.lastStringIs(names[likely])) {
            return likely;
        }
        for (int i = 0; i < width; i++) {
            if (scanner.lastStringIs(names[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Reads lists of numbers, each number into the column that the targets say, or in order if there are none. */
    private boolean rows(NumberScanner scanner, int @Nullable [] targets, NumericTable table) {
        if (!scanner.accept('[')) {
            return false;
        }
        do {
            if (!scanner.accept('[')) {
                return false;
            }
            int start = table.addRow();
            for (int c = 0; c < width; c++) {
                if ((c > 0 && !scanner.accept(',')) || !scanner.number()) {
                    return false;
                }
                table.set(start + (targets == null ? c : targets[c]), (float) scanner.lastNumber());
            }
            if (!scanner.accept(']')) {
                return false;
            }
        } while (scanner.accept(','));
        return scanner.accept(']');
    }

    private boolean records(NumberScanner scanner, NumericTable table) {
        if (!scanner.accept('[')) {
            return false;
        }
        int[] order = new int[width];
        Arrays.setAll(order, i -> i);
        boolean[] seen = new boolean[width];
        do {
            if (!scanner.accept('{')) {
                return false;
            }
            int start = table.addRow();
            Arrays.fill(seen, false);
            for (int c = 0; c < width; c++) {
                if ((c > 0 && !scanner.accept(',')) || !scanner.string()) {
                    return false;
                }
                int target = indexOf(scanner, order[c]);
                if (target < 0 || seen[target] || !scanner.accept(':') || !scanner.number()) {
                    return false;
                }
                order[c] = target;
                seen[target] = true;
                table.set(start + target, (float) scanner.lastNumber());
            }
            if (!scanner.accept('}')) {
                return false;
            }
        } while (scanner.accept(','));
        return scanner.accept(']');
    }
}
