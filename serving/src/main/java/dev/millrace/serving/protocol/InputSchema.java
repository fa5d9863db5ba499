package dev.millrace.serving.protocol;

import dev.millrace.serving.json.Value;
import dev.millrace.serving.model.Signature;

/** Makes a model's input of a request's data, converting and checking it as the signature's input part asks. */
sealed interface InputSchema permits ColumnSchema, TensorSchema, OpenSchema {

    /** The schema of that part of a signature; it must be one that {@link SignatureSupport} accepts. */
    static InputSchema of(Signature.Inputs inputs) {
        return switch (inputs) {
            case Signature.Columns columns -> new ColumnSchema(columns);
            case Signature.Tensors tensors -> new TensorSchema(tensors);
            case Signature.Unchecked unchecked -> new OpenSchema();
        };
    }

    /** Takes the data of {@code dataframe_split} or {@code dataframe_records}. */
    ModelInput table(RawTable table);

    /** Takes the data of {@code inputs}. */
    ModelInput inputs(Value data);

    /** Takes the data of {@code instances}. */
    ModelInput instances(Value data);

    /** Takes a CSV text. */
    ModelInput csv(CsvTable table);

    /** Takes an object in one of the language-model formats, which no tabular model understands. */
    ModelInput languageModel(Value.Entries data);
}
