package dev.millrace.serving.protocol;

import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.Value.Entries;
import dev.millrace.serving.json.Value.Items;
import dev.millrace.serving.json.Value.Nothing;
import dev.millrace.serving.model.ColumnSpec;
import dev.millrace.serving.model.ColumnType.Scalar;
import dev.millrace.serving.model.Signature.Columns;
import dev.millrace.serving.protocol.Cells.Source;
import dev.millrace.serving.protocol.Cells.UnfitException;
import dev.millrace.serving.protocol.ModelInput.Column;
import dev.millrace.serving.protocol.ModelInput.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A signature of columns: each is taken by name (or by position where it has none) and converted to its type. */
final class ColumnSchema implements InputSchema {
    private final Columns columns;

    ColumnSchema(Columns columns) {
        this.columns = columns;
    }

    @Override
    public ModelInput table(RawTable table) {
        return table(table, Source.TABLE);
    }

    private ModelInput table(RawTable table, Source source) {
        List<Column> result = new ArrayList<>();
        int position = 0;
        for (ColumnSpec spec : columns.columns()) {
            int index = columns.named() ? table.indexOf(spec.name()) : position++;
            if (index >= 0 && index < table.columns().size()) {
                String name = columns.named() ? spec.name() : Integer.toString(index);
                result.add(new Column(name, convert(name, table.columns().get(index), spec, source)));
            }
        }
        if (columns.named()) {
            requireColumns(table.labels());
            for (Column column : result) {
                if (table.repeats(column.name())) {
                    throw ScoringException.schema("The request has several columns named \"" + column.name() + "\".");
                }
            }
        } else if (result.size() < columns.columns().size()) {
            throw ScoringException.schema("The model takes " + columns.columns().size() + " columns; the request has "
                    + table.columns().size() + ".");
        }
        return new Table(table.rows(), result);
    }

    private void requireColumns(Collection<Value> labels) {
        List<String> missing = columns.requiredNames().stream()
                .filter(name -> !labels.contains(new Value.Text(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw ScoringException.schema("The request lacks inputs that the model's signature requires: "
                    + String.join(", ", missing) + ".");
        }
    }

    private static NdArray convert(String name, List<Value> cells, ColumnSpec spec, Source source) {
        try {
            return Cells.column(cells, dtype(spec), source);
        } catch (UnfitException e) {
            throw ScoringException.badRequest("Column \"" + name + "\" cannot be read as "
                    + spec.type().toString().toLowerCase(Locale.ROOT) + ": " + e.getMessage() + ".");
        }
    }

    private static Dtype dtype(ColumnSpec spec) {
        return Objects.requireNonNull(Dtype.of((Scalar) spec.type()));
    }

    @Override
    public ModelInput inputs(Value data) {
        List<ColumnSpec> specs = columns.columns();
        if (columns.named() && specs.size() == 1 && data instanceof Items items && !hasObject(items)) {
            return namedLists(Map.of(specs.getFirst().name(), data));
        }
        if (!columns.named() && (data instanceof Entries || data == Nothing.NULL)) {
            throw ScoringException.badRequest("The model's signature names no inputs: an array or a value is expected"
                    + " where the request has a value of type " + data.pythonType() + ".");
        }
        return switch (data) {
            case Entries entries -> namedLists(entries.values());
            case Items items
            when !columns.named() && hasObject(items) ->
                throw ScoringException.schema("The model's signature names no columns: rows must be lists.");
            case Items items when items.values().stream().allMatch(Entries.class::isInstance) -> records(items);
            default -> unnamed(data);
        };
    }

    private static boolean hasObject(Items items) {
        return items.values().stream().anyMatch(Entries.class::isInstance);
    }

    /** Lists of cells by column name, or single values that stand for the whole column. */
    private ModelInput namedLists(Map<String, Value> entries) {
        int rows = entries.values().stream().allMatch(v -> !(v instanceof Items)) ? 1 : -1;
        for (Map.Entry<String, Value> entry : entries.entrySet()) {
            requireFlat(entry.getKey(), entry.getValue());
            if (entry.getValue() instanceof Items items) {
                int length = items.values().size();
                if (rows >= 0 && rows != length) {
                    throw ScoringException.schema("The lists of the columns differ in length.");
                }
                rows = length;
            }
        }
        List<Value> labels = new ArrayList<>();
        List<List<Value>> cells = new ArrayList<>();
        for (Map.Entry<String, Value> entry : entries.entrySet()) {
            labels.add(new Value.Text(entry.getKey()));
            cells.add(
                    entry.getValue() instanceof Items items
                            ? items.values()
                            : Collections.nCopies(rows, entry.getValue()));
        }
        return table(new RawTable(Math.max(rows, 0), labels, cells), Source.ARRAY);
    }

    private static void requireFlat(String name, Value value) {
        try {
            if (value instanceof Items) {
                ArrayReader.requireEven(value);
            }
        } catch (UnfitException e) {
            throw ScoringException.badRequest("Input \"" + name + "\" cannot be read: " + e.getMessage() + ".");
        }
        if (value instanceof Items items
                && !items.values().isEmpty()
                && items.values().getFirst() instanceof Items) {
            throw ScoringException.schema(
                    "Input \"" + name + "\" has lists within its list where the signature has a column of values.");
        }
    }

    private ModelInput records(Items records) {
        RawTable table =
                records.values().isEmpty() ? new RawTable(0, List.of(), List.of()) : RawTable.ofRecords(records);
        for (ColumnSpec spec : columns.columns()) {
            int index = table.indexOf(spec.name());
            if (index >= 0) {
                requireCells(spec, table.columns().get(index));
            }
        }
        return table(table, Source.ARRAY);
    }

    private static void requireCells(ColumnSpec spec, List<Value> cells) {
        if (cells.stream().anyMatch(Items.class::isInstance)) {
            throw ScoringException.schema(
                    "Column \"" + spec.name() + "\" has lists where the signature has single values.");
        }
        if (dtype(spec).isWhole() && cells.contains(Nothing.MISSING)) {
            throw ScoringException.schema(
                    "Column \"" + spec.name() + "\" of whole numbers is missing in some of the records.");
        }
    }

    /** An array without names, which only a signature without names can place. */
    private ModelInput unnamed(Value data) {
        Dtype first = dtype(columns.columns().getFirst());
        NdArray array;
        try {
            array = ArrayReader.read(data, first);
        } catch (UnfitException e) {
            throw ScoringException.badRequest("The input cannot be read: " + e.getMessage() + ".");
        }
        if (columns.named()) {
            requireColumns(List.of());
        }
        if (array.shape().length > 2) {
            throw ScoringException.schema(
                    "The model's signature is a table; the input has " + array.shape().length + " dimensions.");
        }
        return table(RawTable.ofRecords(data instanceof Items ? data : new Items(List.of(data))), Source.ARRAY);
    }

    @Override
    public ModelInput instances(Value data) {
        if (data instanceof Items items
                && !items.values().isEmpty()
                && items.values().getFirst() instanceof Entries) {
            return namedLists(stacked(items));
        }
        if (data instanceof Entries entries) {
            requireEqualLengths(entries.values());
        }
        return inputs(data);
    }

    /** Turns a list of objects around, into a list for each key. */
    private Map<String, Value> stacked(Items records) {
        Map<String, List<Value>> lists = new LinkedHashMap<>();
        for (Value item : records.values()) {
            if (!(item instanceof Entries entries)) {
                throw ScoringException.badRequest("The items of \"instances\" must be all objects or none.");
            }
            entries.values()
                    .forEach((name, cell) ->
                            lists.computeIfAbsent(name, n -> new ArrayList<>()).add(cell));
        }
        Map<String, Value> result = new LinkedHashMap<>();
        lists.forEach((name, cells) -> result.put(name, new Items(cells)));
        requireEqualLengths(result);
        return result;
    }

    private void requireEqualLengths(Map<String, Value> lists) {
        long lengths = columns.requiredNames().stream()
                .map(lists::get)
                .filter(Items.class::isInstance)
                .map(list -> ((Items) Objects.requireNonNull(list)).values().size())
                .distinct()
                .count();
        if (lengths > 1) {
            throw ScoringException.badRequest("The number of values differs between the inputs.");
        }
    }

    @Override
    public ModelInput csv(CsvTable table) {
        List<Column> result = new ArrayList<>();
        List<Value> labels = table.labels();
        int position = 0;
        for (ColumnSpec spec : columns.columns()) {
            int index = columns.named() ? table.names().indexOf(spec.name()) : position++;
            if (index >= 0 && index < table.names().size()) {
                result.add(new Column(spec.name(), table.convert(index, dtype(spec))));
            }
        }
        if (columns.named()) {
            requireColumns(labels);
        } else if (result.size() < columns.columns().size()) {
            throw ScoringException.schema("The model takes " + columns.columns().size() + " columns; the request has "
                    + table.names().size() + ".");
        }
        return new Table(table.rows(), result);
    }

    @Override
    public ModelInput languageModel(Entries data) {
        if (columns.named()) {
            requireColumns(data.values().keySet().stream()
                    .map(Value.Text::new)
                    .map(Value.class::cast)
                    .toList());
        }
        throw ScoringException.badRequest("The model takes a table, not one of the language-model formats.");
    }
}
