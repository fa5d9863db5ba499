package dev.millrace.serving.protocol;

import dev.millrace.serving.json.Value;
import dev.millrace.serving.json.Value.Entries;
import dev.millrace.serving.json.Value.Items;
import dev.millrace.serving.json.Value.Nothing;
import dev.millrace.serving.protocol.Cells.Source;
import dev.millrace.serving.protocol.Cells.UnfitException;
import dev.millrace.serving.protocol.ModelInput.Column;
import dev.millrace.serving.protocol.ModelInput.Named;
import dev.millrace.serving.protocol.ModelInput.Single;
import dev.millrace.serving.protocol.ModelInput.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** No signature: nothing is enforced, and types follow from the values. */
final class OpenSchema implements InputSchema {

    @Override
    public ModelInput table(RawTable table) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            String name = table.labels().get(i) instanceof Value.Text text ? text.value() : Integer.toString(i);
            columns.add(new Column(name, convert(name, table.columns().get(i))));
        }
        return new Table(table.rows(), columns);
    }

    /** Cells that are not there make a column one of floating point numbers, as pandas has it. */
    private static NdArray convert(String name, List<Value> cells) {
        try {
            List<Value> present =
                    cells.stream().filter(cell -> !(cell instanceof Nothing)).toList();
            Dtype type = ArrayReader.infer(present);
            boolean gaps = present.size() < cells.size();
            return Cells.column(cells, gaps && type == Dtype.INT64 ? Dtype.FLOAT64 : type, Source.TABLE);
        } catch (UnfitException e) {
            throw ScoringException.badRequest("Column \"" + name + "\" cannot be read: " + e.getMessage() + ".");
        }
    }

    @Override
    public ModelInput inputs(Value data) {
        if (data instanceof Entries entries) {
            Map<String, NdArray> arrays = new LinkedHashMap<>();
            entries.values().forEach((name, value) -> arrays.put(name, array(value)));
            return new Named(arrays);
        }
        return new Single(array(data));
    }

    private static NdArray array(Value value) {
        try {
            return ArrayReader.read(value, null);
        } catch (UnfitException e) {
            throw ScoringException.badRequest("The input cannot be read: " + e.getMessage() + ".");
        }
    }

    @Override
    public ModelInput instances(Value data) {
        if (data instanceof Items items
                && !items.values().isEmpty()
                && items.values().getFirst() instanceof Entries) {
            return TensorSchema.requireEqualLengths((Named) inputs(TensorSchema.stacked(items)));
        }
        return inputs(data) instanceof Named named ? TensorSchema.requireEqualLengths(named) : inputs(data);
    }

    @Override
    public ModelInput csv(CsvTable table) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < table.names().size(); i++) {
            columns.add(new Column(table.names().get(i), table.convert(i, table.infer(i))));
        }
        return new Table(table.rows(), columns);
    }

    @Override
    public ModelInput languageModel(Entries data) {
        throw ScoringException.badRequest("The model does not take the language-model formats.");
    }
}
