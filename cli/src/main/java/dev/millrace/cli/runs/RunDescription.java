package dev.millrace.cli.runs;

import dev.millrace.api.JsonValue;
import dev.millrace.api.model.Dataset;
import dev.millrace.api.model.DatasetInput;
import dev.millrace.api.model.InputTag;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.ModelInput;
import dev.millrace.api.model.ModelOutput;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunData;
import dev.millrace.api.model.RunInfo;
import dev.millrace.api.model.RunInputs;
import dev.millrace.api.model.RunOutputs;
import dev.millrace.api.model.RunTag;
import dev.millrace.cli.tracking.PythonJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run in the shape of MLflow's Python object: metrics, parameters and tags by name, absent values as null. */
final class RunDescription {
    private RunDescription() {}

    static JsonValue of(Run run) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("info", info(run.info()));
        members.put("data", data(run.data()));
        members.put("inputs", inputs(run.inputs()));
        members.put("outputs", outputs(run.outputs()));
        return new JsonValue.Obj(members);
    }

    private static JsonValue info(@Nullable RunInfo info) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        if (info != null) {
            members.put("artifact_uri", PythonJson.text(info.artifactUri()));
            members.put("end_time", PythonJson.time(info.endTime()));
            members.put("experiment_id", PythonJson.text(info.experimentId()));
            members.put("lifecycle_stage", PythonJson.text(info.lifecycleStage()));
            members.put("run_id", PythonJson.text(info.runId()));
            members.put("run_name", PythonJson.text(info.runName()));
            members.put("start_time", number(info.startTime()));
            members.put(
                    "status",
                    PythonJson.text(info.status() == null ? null : info.status().name()));
            members.put("user_id", PythonJson.text(info.userId()));
        }
        return new JsonValue.Obj(members);
    }

    private static JsonValue data(@Nullable RunData data) {
        Map<String, JsonValue> metrics = new LinkedHashMap<>();
        Map<String, JsonValue> params = new LinkedHashMap<>();
        Map<String, JsonValue> tags = new LinkedHashMap<>();
        if (data != null) {
            for (Metric metric : data.metrics()) {
                double value = metric.value() == null ? 0 : metric.value();
                metrics.put(String.valueOf(metric.key()), PythonJson.number(value));
            }
            for (Param param : data.params()) {
                params.put(String.valueOf(param.key()), PythonJson.text(param.value()));
            }
            for (RunTag tag : data.tags()) {
                tags.put(String.valueOf(tag.key()), PythonJson.text(tag.value()));
            }
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("metrics", new JsonValue.Obj(metrics));
        members.put("params", new JsonValue.Obj(params));
        members.put("tags", new JsonValue.Obj(tags));
        return new JsonValue.Obj(members);
    }

    /** MLflow itself cannot print a run that has a model as input. */
    private static JsonValue inputs(@Nullable RunInputs inputs) {
        List<ModelInput> models = inputs == null ? List.of() : inputs.modelInputs();
        List<DatasetInput> datasets = inputs == null ? List.of() : inputs.datasetInputs();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put(
                "model_inputs",
                new JsonValue.Arr(models.stream()
                        .<JsonValue>map(
                                model -> new JsonValue.Obj(Map.of("model_id", PythonJson.text(model.modelId()))))
                        .toList()));
        members.put(
                "dataset_inputs",
                new JsonValue.Arr(datasets.stream().map(RunDescription::input).toList()));
        return new JsonValue.Obj(members);
    }

    private static JsonValue input(DatasetInput input) {
        Map<String, JsonValue> tags = new LinkedHashMap<>();
        for (InputTag tag : input.tags()) {
            tags.put(String.valueOf(tag.key()), PythonJson.text(tag.value()));
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        Dataset dataset = input.dataset();
        if (dataset != null) {
            Map<String, JsonValue> fields = new LinkedHashMap<>();
            fields.put("name", PythonJson.text(dataset.name()));
            fields.put("digest", PythonJson.text(dataset.digest()));
            fields.put("source_type", PythonJson.text(dataset.sourceType()));
            fields.put("source", PythonJson.text(dataset.source()));
            fields.put("schema", PythonJson.text(dataset.schema()));
            fields.put("profile", PythonJson.text(dataset.profile()));
            members.put("dataset", new JsonValue.Obj(fields));
        }
        members.put("tags", new JsonValue.Obj(tags));
        return new JsonValue.Obj(members);
    }

    private static JsonValue outputs(@Nullable RunOutputs outputs) {
        List<ModelOutput> models = outputs == null ? List.of() : outputs.modelOutputs();
        return new JsonValue.Obj(Map.of(
                "model_outputs",
                new JsonValue.Arr(models.stream().map(RunDescription::output).toList())));
    }

    private static JsonValue output(ModelOutput output) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("model_id", PythonJson.text(output.modelId()));
        members.put("step", number(output.step()));
        return new JsonValue.Obj(members);
    }

    private static JsonValue number(@Nullable Long value) {
        return new JsonValue.Num(String.valueOf(value == null ? 0 : value));
    }
}
