package dev.millrace.serving.protocol;

import dev.millrace.serving.json.PythonNumbers;
import dev.millrace.serving.json.Value;
import dev.millrace.serving.protocol.Cells.UnfitException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A CSV text, read as pandas does: the first line has the names, quotes are doubled to be part of a field, blank lines
 * do not count, short lines end in missing values.
 */
final class CsvTable {
    /** What pandas takes for a missing value. */
    private static final Set<String> MISSING = Set.of(
            "",
            "#N/A",
            "#N/A N/A",
            "#NA",
            "-1.#IND",
            "-1.#QNAN",
            "-NaN",
            "-nan",
            "1.#IND",
            "1.#QNAN",
            "<NA>",
            "N/A",
            "NA",
            "NULL",
            "NaN",
            "None",
            "n/a",
            "nan",
            "null");

    private final List<String> names;
    private final List<List<String>> rows;

    private CsvTable(List<String> names, List<List<String>> rows) {
        this.names = names;
        this.rows = rows;
    }

    /** Reads a CSV text; a {@link ScoringException} tells what is wrong with it. */
    static CsvTable read(String text) {
        List<List<String>> lines = new CsvLines(text.startsWith("\uFEFF") ? text.substring(1) : text).all();
        if (lines.isEmpty()) {
            throw ScoringException.badRequest("The CSV text is empty; its first line must name the columns.");
        }
        List<String> names = distinct(lines.getFirst());
        List<List<String>> rows = lines.subList(1, lines.size());
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).size() > names.size()) {
                throw ScoringException.badRequest("Row " + (i + 1) + " of the CSV text has "
                        + rows.get(i).size() + " fields where the first line names " + names.size() + ".");
            }
        }
        return new CsvTable(names, rows);
    }

    /** Numbers the second and later columns of one name, as pandas does. */
    private static List<String> distinct(List<String> header) {
        List<String> result = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String base = header.get(i).isEmpty() ? "Unnamed: " + i : header.get(i);
            String name = base;
            for (int n = 1; !seen.add(name); n++) {
                name = base + "." + n;
            }
            result.add(name);
        }
        return result;
    }

    /** The columns' names. */
    List<String> names() {
        return names;
    }

    /** The names as labels of a table. */
    List<Value> labels() {
        return names.stream().<Value>map(Value.Text::new).toList();
    }

    /** The number of rows below the names. */
    int rows() {
        return rows.size();
    }

    private String field(int row, int column) {
        List<String> fields = rows.get(row);
        return column < fields.size() ? fields.get(column) : "";
    }

    /** The column's cells as an array of that type. */
    NdArray convert(int column, Dtype type) {
        List<Value> cells = new ArrayList<>(rows.size());
        for (int row = 0; row < rows.size(); row++) {
            cells.add(cell(field(row, column), type));
        }
        try {
            return Cells.column(cells, type, Cells.Source.TABLE);
        } catch (UnfitException e) {
            throw ScoringException.badRequest("Column \"" + names.get(column) + "\" of the CSV text cannot be read as "
                    + type.name().toLowerCase(Locale.ROOT) + ": " + e.getMessage() + ".");
        }
    }

    private static Value cell(String field, Dtype type) {
        if (MISSING.contains(field)) {
            return Value.Nothing.MISSING;
        }
        if (type.isWhole() && PythonNumbers.parseInt(field) == null) {
            Double number = PythonNumbers.parseFloat(field); // pandas takes 1.0 for a whole number here
            return number == null ? new Value.Text(field) : new Value.Real(number);
        }
        if (type != Dtype.BOOL) {
            return new Value.Text(field);
        }
        return switch (field) {
            case "True", "TRUE", "true" -> new Value.Bool(true);
            case "False", "FALSE", "false" -> new Value.Bool(false);
            default -> new Value.Items(List.of());
        };
    }

    /** The narrowest of whole numbers, floating point numbers, booleans and strings that holds the column. */
    Dtype infer(int column) {
        boolean whole = true;
        boolean real = true;
        boolean bool = true;
        for (int row = 0; row < rows.size(); row++) {
            String field = field(row, column);
            if (MISSING.contains(field)) {
                whole = false;
                bool = false;
            } else {
                BigInteger number = PythonNumbers.parseInt(field);
                whole &= number != null && number.bitLength() <= 63;
                real &= PythonNumbers.parseFloat(field) != null;
                bool &= !(cell(field, Dtype.BOOL) instanceof Value.Items);
            }
        }
        if (whole && !rows.isEmpty()) {
            return Dtype.INT64;
        }
        if (real) {
            return Dtype.FLOAT64;
        }
        return bool ? Dtype.BOOL : Dtype.STRING;
    }
}
