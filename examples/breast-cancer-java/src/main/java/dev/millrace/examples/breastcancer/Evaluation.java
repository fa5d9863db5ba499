package dev.millrace.examples.breastcancer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.api.Endpoints;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.Experiment;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.RunTag;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.client.Artifacts;
import dev.millrace.client.ModelAddress;
import dev.millrace.client.Models;
import dev.millrace.client.TrackingClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Scores the model of a training run on the rows that it held out, and logs the result to a run of the experiment
 * {@code <experiment>_eval}.
 *
 * @param experimentName where the training run is looked for
 * @param runId the training run; empty for the latest that finished
 */
public record Evaluation(String experimentName, String runId) {

    /** The id of the new run. */
    public String logTo(TrackingClient client) {
        String trained = runId.isEmpty() ? latest(client) : runId;
        String id = Objects.requireNonNull(Objects.requireNonNull(client.createRun(CreateRun.builder()
                                .experimentId(client.ensureExperiment(experimentName + "_eval"))
                                .startTime(System.currentTimeMillis())
                                .tags(List.of(
                                        new RunTag("evaluated_run_id", trained),
                                        new RunTag("mlflow.source.type", "PROJECT"),
                                        new RunTag("mlflow.project.entryPoint", "evaluate")))
                                .build())
                        .info())
                .runId());
        RunStatus status = RunStatus.FAILED;
        try {
            long now = System.currentTimeMillis();
            List<Metric> metrics = new ArrayList<>();
            score(client, trained)
                    .metrics()
                    .forEach((key, value) -> metrics.add(new Metric(key, value, now, 0L, null, null, null, null)));
            client.logBatch(LogBatch.builder()
                    .runId(id)
                    .metrics(metrics)
                    .params(List.of(new Param("run_id", trained)))
                    .build());
            status = RunStatus.FINISHED;
        } finally {
            client.updateRun(id, status, System.currentTimeMillis());
        }
        return id;
    }

    private String latest(TrackingClient client) {
        Experiment experiment = client.findExperiment(experimentName)
                .orElseThrow(() -> new IllegalStateException("There is no experiment '" + experimentName
                        + "': run the entry point train with --experiment-name " + experimentName
                        + " first, or name a run with -P run_id=..."));
        SearchRuns search = SearchRuns.builder()
                .experimentIds(List.of(Objects.requireNonNull(experiment.experimentId())))
                .filter("attributes.status = 'FINISHED' AND tags.`mlflow.project.entryPoint` = 'train'")
                .orderBy(List.of("attributes.start_time DESC"))
                .maxResults(1)
                .build();
        List<Run> runs = client.call(Endpoints.SEARCH_RUNS, search).runs();
        if (runs.isEmpty()) {
            throw new IllegalStateException(
                    "Experiment '" + experimentName + "' has no finished run of the entry point train.");
        }
        return Objects.requireNonNull(
                Objects.requireNonNull(runs.getFirst().info()).runId());
    }

    private static Scores score(TrackingClient client, String trained) {
        Models models = new Models(client);
        String heldOut = models.root(ModelAddress.parse("runs:/" + trained + "/held_out"));
        String model = models.root(ModelAddress.parse("runs:/" + trained + "/onnx"));
        JsonValue split = member(Json.parse(read(client, heldOut, "request.json")), "dataframe_split");
        float[][] rows =
                list(member(split, "data")).stream().map(Evaluation::floats).toArray(float[][]::new);
        List<Integer> labels = list(member(Json.parse(read(client, heldOut, "expected.json")), "target")).stream()
                .map(value -> (int) number(value))
                .toList();
        return Scores.of(labels, probabilities(read(client, model, "model.onnx"), rows));
    }

    private static List<Double> probabilities(byte[] onnx, float[][] rows) {
        OrtEnvironment runtime = OrtEnvironment.getEnvironment();
        try (OrtSession session = runtime.createSession(onnx);
                OnnxTensor features = OnnxTensor.createTensor(runtime, rows);
                OrtSession.Result result = session.run(Map.of("features", features))) {
            float[] answer = (float[]) result.get("probability").orElseThrow().getValue();
            List<Double> probabilities = new ArrayList<>();
            for (float probability : answer) {
                probabilities.add((double) probability);
            }
            return probabilities;
        } catch (OrtException e) {
            throw new IllegalStateException("The model cannot be run: " + e.getMessage(), e);
        }
    }

    private static byte[] read(TrackingClient client, String root, String name) {
        try (InputStream content = new Artifacts(client).open(Artifacts.child(root, name))) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonValue member(JsonValue value, String name) {
        if (value instanceof JsonValue.Obj(var members) && members.get(name) instanceof JsonValue found) {
            return found;
        }
        throw new IllegalStateException("The held-out rows lack '" + name + "'.");
    }

    private static List<JsonValue> list(JsonValue value) {
        return value instanceof JsonValue.Arr(var items) ? items : List.of();
    }

    private static double number(JsonValue value) {
        return value instanceof JsonValue.Num(String literal) ? Double.parseDouble(literal) : Double.NaN;
    }

    private static float[] floats(JsonValue row) {
        List<JsonValue> values = list(row);
        float[] floats = new float[values.size()];
        for (int column = 0; column < floats.length; column++) {
            floats[column] = (float) number(values.get(column));
        }
        return floats;
    }
}
