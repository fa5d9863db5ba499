package dev.millrace.serving.onnx;

import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.Result;
import dev.millrace.serving.json.JsonWriter;
import dev.millrace.serving.protocol.ScoringException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes what a run gave as MLflow's ONNX flavor would: records for a table, arrays by output for arrays. */
final class Predictions {
    private final List<Output> outputs;

    private Predictions(List<Output> outputs) {
        this.outputs = outputs;
    }

    /** Copies the outputs out of a result. */
    static Predictions of(Result result) throws OrtException {
        List<Output> outputs = new ArrayList<>(result.size());
        for (Map.Entry<String, OnnxValue> entry : result) {
            outputs.add(Output.of(entry.getKey(), entry.getValue()));
        }
        return new Predictions(outputs);
    }

    /** Writes {@code {"predictions": {output: nested lists, …}}}. */
    void writeArrays(JsonWriter json) {
        json.raw("{\"predictions\": {");
        for (int i = 0; i < outputs.size(); i++) {
            Output output = outputs.get(i);
            json.separator(i == 0).string(output.name()).raw(": ");
            output.writeNested(json);
        }
        json.raw("}}");
    }

    /**
     * Writes {@code {"predictions": [{output: value, …}, …]}}. As MLflow does, every output is laid flat and has a value
     * in each record. If the outputs differ in size then, which MLflow cannot answer, they are split into rows instead.
     */
    void writeRecords(JsonWriter json) {
        int size = outputs.getFirst().size();
        boolean flat = outputs.stream().allMatch(output -> output.size() == size);
        long rows = outputs.getFirst().rows();
        if (!flat && outputs.stream().anyMatch(output -> output.rows() != rows)) {
            throw ScoringException.badRequest("The model's outputs differ in their number of rows.");
        }
        List<String> keys = outputs.stream().map(Predictions::key).toList();
        json.raw("{\"predictions\": [");
        for (int row = 0; row < (flat ? size : rows); row++) {
            json.separator(row == 0).raw("{");
            for (int i = 0; i < outputs.size(); i++) {
                json.separator(i == 0).raw(keys.get(i));
                if (flat) {
                    outputs.get(i).writeElement(row, json);
                } else {
                    outputs.get(i).writeRow(row, json);
                }
            }
            json.raw("}");
        }
        json.raw("]}");
    }

    private static String key(Output output) {
        var key = new JsonWriter();
        key.string(output.name()).raw(": ");
        return new String(key.toBytes(), StandardCharsets.US_ASCII);
    }
}
