package dev.millrace.cli.tracking;

import java.util.ArrayList;
import java.util.List;

/** A table as MLflow's commands print it: columns as wide as what is in them, dashes below the headers. */
public final class Table {
    private static final int NARROWEST = 4;
    private static final String GAP = "  ";

    private Table() {}

    /** The table without a line break at its end. One without rows is a line break, as MLflow prints it. */
    public static String of(List<String> headers, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return "\n";
        }
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < headers.size(); column++) {
            int widest = Math.max(headers.get(column).length() + 2, NARROWEST);
            for (List<String> row : rows) {
                widest = Math.max(widest, length(row.get(column)));
            }
            widths.add(widest);
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(headers, widths));
        lines.add(line(widths.stream().map("-"::repeat).toList(), widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return String.join("\n", lines);
    }

    private static String line(List<String> cells, List<Integer> widths) {
        List<String> padded = new ArrayList<>();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            padded.add(cell + " ".repeat(widths.get(column) - length(cell)));
        }
        return String.join(GAP, padded);
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
