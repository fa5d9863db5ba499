package dev.millrace.serving.protocol;

import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.Value.Entries;
import dev.millrace.serving.json.Value.Items;
import dev.millrace.serving.json.Value.Nothing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table as a request gives it, before anything is converted.
 *
 * @param labels the columns' labels: strings, or whole numbers where the request names none
 * @param columns the cells of each column, all of equal number
 */
record RawTable(int rows, List<Value> labels, List<List<Value>> columns) {

    /** The first column of that name, or -1. */
    int indexOf(String name) {
        return labels.indexOf(new Value.Text(name));
    }

    /** True if two or more columns bear that name. */
    boolean repeats(String name) {
        return indexOf(name) != labels.lastIndexOf(new Value.Text(name));
    }

    /** Reads the {@code dataframe_split} format: {@code data} as rows, {@code columns} and {@code index} if given. */
    static RawTable ofSplit(Value split) {
        if (!(split instanceof Entries entries)) {
            throw ScoringException.badRequest(
                    "dataframe_split must be an object with \"data\", not " + split.pythonType() + ".");
        }
        Map<String, Value> parts = entries.values();
        if (!parts.containsKey("data") || !Set.of("data", "columns", "index").containsAll(parts.keySet())) {
            throw ScoringException.badRequest("dataframe_split must have \"data\" and may have \"columns\" and"
                    + " \"index\"; this one has " + parts.keySet() + ".");
        }
        List<Value> index = optionalList(parts, "index");
        List<Value> labels = optionalList(parts, "columns");
        RawTable table = ofRows(Objects.requireNonNull(parts.get("data")), labels);
        if (index != null && index.size() != table.rows()) {
            throw ScoringException.badRequest(
                    "dataframe_split has " + table.rows() + " rows of data but " + index.size() + " index entries.");
        }
        return table;
    }

    /** Reads the {@code dataframe_records} format: a list of objects, or of rows without names. */
    static RawTable ofRecords(Value records) {
        if (!(records instanceof Items)) {
            throw ScoringException.badRequest(
                    "dataframe_records must be a list of objects, not " + records.pythonType() + ".");
        }
        return ofRows(records, null);
    }

    private static @Nullable List<Value> optionalList(Map<String, Value> parts, String key) {
        Value part = parts.getOrDefault(key, Nothing.NULL);
        if (part == Nothing.NULL) {
            return null;
        }
        if (part instanceof Items items) {
            return items.values();
        }
        throw ScoringException.badRequest(
                "\"" + key + "\" of dataframe_split must be a list, not " + part.pythonType() + ".");
    }

    /** Reads rows that are lists, objects or single values; the first row decides which. */
    private static RawTable ofRows(Value data, @Nullable List<Value> labels) {
        if (!(data instanceof Items items)) {
            throw ScoringException.badRequest("A table's data must be a list of rows, not " + data.pythonType() + ".");
        }
        List<Value> rows = items.values();
        if (rows.isEmpty()) {
            List<Value> known = labels == null ? List.of() : labels;
            return new RawTable(
                    0, known, known.stream().map(l -> List.<Value>of()).toList());
        }
        return switch (rows.getFirst()) {
            case Entries first -> ofObjects(rows, labels);
            case Items first -> ofLists(rows, labels);
            default ->
                ofLists(
                        rows.stream()
                                .<Value>map(cell -> new Items(List.of(scalar(cell))))
                                .toList(),
                        labels);
        };
    }

    private static Value scalar(Value cell) {
        if (cell instanceof Items || cell instanceof Entries) {
            throw ScoringException.badRequest("The rows of a table must be all lists or all objects.");
        }
        return cell;
    }

    private static RawTable ofLists(List<Value> rows, @Nullable List<Value> labels) {
        int width = 0;
        for (Value row : rows) {
            if (!(row instanceof Items cells)) {
                throw ScoringException.badRequest("The rows of a table must be all lists or all objects.");
            }
            width = Math.max(width, cells.values().size());
        }
        if (labels != null && labels.size() != width) {
            throw ScoringException.badRequest(
                    "The table has " + labels.size() + " column names but " + width + " columns of data.");
        }
        List<Value> names = labels == null ? positions(width) : labels;
        List<List<Value>> columns = emptyColumns(width, rows.size());
        for (Value row : rows) {
            List<Value> cells = ((Items) row).values();
            for (int c = 0; c < width; c++) {
                columns.get(c).add(c < cells.size() ? cells.get(c) : Nothing.MISSING);
            }
        }
        return new RawTable(rows.size(), names, columns);
    }

    private static RawTable ofObjects(List<Value> rows, @Nullable List<Value> labels) {
        Map<Value, List<Value>> columns = new LinkedHashMap<>();
        if (labels != null) {
            labels.forEach(label -> columns.put(label, new ArrayList<>()));
        }
        for (int r = 0; r < rows.size(); r++) {
            if (!(rows.get(r) instanceof Entries row)) {
                throw ScoringException.badRequest("The rows of a table must be all lists or all objects.");
            }
            for (Map.Entry<String, Value> cell : row.values().entrySet()) {
                Value label = new Value.Text(cell.getKey());
                List<Value> column =
                        labels == null ? columns.computeIfAbsent(label, l -> new ArrayList<>()) : columns.get(label);
                if (column != null) {
                    pad(column, r);
                    column.add(cell.getValue());
                }
            }
        }
        columns.values().forEach(column -> pad(column, rows.size()));
        return new RawTable(rows.size(), List.copyOf(columns.keySet()), List.copyOf(columns.values()));
    }

    private static void pad(List<Value> column, int size) {
        while (column.size() < size) {
            column.add(Nothing.MISSING);
        }
    }

    /** Labels for columns that have no names: their positions. */
    static List<Value> positions(int width) {
        List<Value> labels = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            labels.add(new Value.Whole(i));
        }
        return labels;
    }

    private static List<List<Value>> emptyColumns(int width, int rows) {
        List<List<Value>> columns = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            columns.add(new ArrayList<>(rows));
        }
        return columns;
    }
}
