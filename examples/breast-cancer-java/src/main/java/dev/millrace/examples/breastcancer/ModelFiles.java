package dev.millrace.examples.breastcancer;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of an ONNX model as MLflow lays them out, so that either server, or MLflow in Python, can load it. */
final class ModelFiles {
    private static final String PACKAGES = """
            mlflow==3.17.2
            numpy
            onnx
            onnxruntime
            pandas
            """;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private ModelFiles() {}

    /** By name. */
    static Map<String, byte[]> of(byte[] onnx, Patients example, String modelId, String runId, Instant now) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("model.onnx", onnx);
        files.put("requirements.txt", PACKAGES.getBytes(StandardCharsets.UTF_8));
        files.put("python_env.yaml", text("""
                python: "3.11"
                build_dependencies:
                - pip
                dependencies:
                - -r requirements.txt
                """));
        files.put("conda.yaml", text("""
                channels:
                - conda-forge
                dependencies:
                - python=3.11
                - pip
                - pip:
                """ + PACKAGES.indent(2).replace("  ", "  - ")));
        JsonValue split = split(example);
        files.put("input_example.json", Json.print(split));
        files.put("serving_input_example.json", Json.print(new JsonValue.Obj(Map.of("dataframe_split", split))));
        files.put("MLmodel", text(description(example, modelId, runId, onnx.length, now)));
        return files;
    }

    /** Rows as MLflow's {@code dataframe_split} has them. */
    static JsonValue split(Patients patients) {
        List<JsonValue> columns = new ArrayList<>();
        patients.features().forEach(name -> columns.add(new JsonValue.Text(name)));
        List<JsonValue> data = new ArrayList<>();
        for (double[] row : patients.rows()) {
            List<JsonValue> values = new ArrayList<>();
            for (double value : row) {
                values.add(new JsonValue.Num(Double.toString(value)));
            }
            data.add(new JsonValue.Arr(values));
        }
        Map<String, JsonValue> split = new LinkedHashMap<>();
        split.put("columns", new JsonValue.Arr(columns));
        split.put("data", new JsonValue.Arr(data));
        return new JsonValue.Obj(split);
    }

    private static String description(Patients example, String modelId, String runId, int size, Instant now) {
        List<JsonValue> inputs = new ArrayList<>();
        example.features().forEach(name -> inputs.add(column("double", name)));
        JsonValue outputs = new JsonValue.Arr(List.of(column("long", "label"), column("float", "probability")));
        return """
                flavors:
                  onnx:
                    code: null
                    data: model.onnx
                    onnx_session_options: null
                    onnx_version: 1.17.0
                    providers:
                    - CPUExecutionProvider
                  python_function:
                    data: model.onnx
                    env:
                      conda: conda.yaml
                      virtualenv: python_env.yaml
                    loader_module: mlflow.onnx
                    python_version: '3.11'
                is_signature_from_type_hint: false
                mlflow_version: 3.17.2
                model_id: %s
                model_size_bytes: %d
                model_uuid: %s
                prompts: null
                run_id: %s
                saved_input_example_info:
                  artifact_path: input_example.json
                  pandas_orient: split
                  serving_input_path: serving_input_example.json
                  type: dataframe
                signature:
                  inputs: '%s'
                  outputs: '%s'
                  params: null
                type_hint_from_example: false
                utc_time_created: '%s'
                """.formatted(
                modelId, size, modelId, runId, print(new JsonValue.Arr(inputs)), print(outputs), TIME.format(now));
    }

    private static JsonValue column(String type, String name) {
        Map<String, JsonValue> column = new LinkedHashMap<>();
        column.put("type", new JsonValue.Text(type));
        column.put("name", new JsonValue.Text(name));
        column.put("required", new JsonValue.Bool(true));
        return new JsonValue.Obj(column);
    }

    private static String print(JsonValue value) {
        return new String(Json.print(value), StandardCharsets.UTF_8);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
