package dev.millrace.examples.breastcancer;

import dev.millrace.api.Endpoints;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.model.CreateLoggedModel;
import dev.millrace.api.model.FinalizeLoggedModel;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.LogOutputs;
import dev.millrace.api.model.LoggedModelInfo;
import dev.millrace.api.model.LoggedModelStatus;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.ModelOutput;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunTag;
import dev.millrace.client.Artifacts;
import dev.millrace.client.TrackingClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Trains a classifier and logs everything about it to a run.
 *
 * @param epochs how often every row is seen; a metric is logged for each
 * @param learningRate of AdaGrad
 * @param testFraction the share of the rows that is held out
 */
public record Training(int epochs, double learningRate, double testFraction, long seed) {
    /** What the runner would log by itself were this a project. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("epochs", Integer.toString(epochs));
        parameters.put("learning_rate", Double.toString(learningRate));
        parameters.put("test_fraction", Double.toString(testFraction));
        parameters.put("seed", Long.toString(seed));
        return parameters;
    }

    /**
     * Trains, and logs to a run that is there and stays open.
     *
     * @return the accuracy on the rows that were held out
     */
    public double logTo(TrackingClient client, Run run) {
        Patients.Split split = Patients.all().split(testFraction, seed);
        String runId = Objects.requireNonNull(Objects.requireNonNull(run.info()).runId());
        String root = Objects.requireNonNull(run.info().artifactUri());
        List<Metric> metrics = new ArrayList<>();
        long now = System.currentTimeMillis();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            // Tribuo trains in one go; with one seed, a shorter training is the beginning of a longer one.
            Classifier begun = Classifier.train(split.training(), epoch, learningRate, seed);
            Scores seen = scores(begun, split.training());
            Scores unseen = scores(begun, split.heldOut());
            metrics.add(new Metric("train_loss", seen.logLoss(), now, (long) epoch, null, null, null, null));
            metrics.add(new Metric("test_loss", unseen.logLoss(), now, (long) epoch, null, null, null, null));
            metrics.add(new Metric("test_accuracy", unseen.accuracy(), now, (long) epoch, null, null, null, null));
        }
        Classifier classifier = Classifier.train(split.training(), epochs, learningRate, seed);
        Scores scores = scores(classifier, split.heldOut());
        scores.metrics().forEach((key, value) -> metrics.add(new Metric(key, value, now, 0L, null, null, null, null)));
        client.logBatch(LogBatch.builder()
                .runId(runId)
                .metrics(metrics)
                .tags(List.of(new RunTag("dataset", "breast-cancer"), new RunTag("estimator", "LinearSGDTrainer")))
                .build());

        Artifacts artifacts = new Artifacts(client);
        artifacts.upload(bytes(scores.picture()), Artifacts.child(root, "confusion_matrix.svg"));
        logHeldOut(artifacts, root, split.heldOut(), classifier.probabilities(split.heldOut()));
        logModel(client, run, OnnxExport.export(classifier), split.heldOut());
        return scores.accuracy();
    }

    private static Scores scores(Classifier classifier, Patients patients) {
        return Scores.of(patients.labels(), classifier.probabilities(patients));
    }

    /** The held-out rows as a ready body for /invocations, and beside it what this very model says of them. */
    private static void logHeldOut(Artifacts artifacts, String root, Patients heldOut, List<Double> probabilities) {
        Map<String, JsonValue> expected = new LinkedHashMap<>();
        expected.put("target", numbers(heldOut.labels()));
        expected.put(
                "label", numbers(probabilities.stream().map(Scores::labelOf).toList()));
        expected.put("probability", numbers(probabilities));
        JsonValue request = new JsonValue.Obj(Map.of("dataframe_split", ModelFiles.split(heldOut)));
        artifacts.upload(Json.print(request), Artifacts.child(root, "held_out/request.json"));
        artifacts.upload(Json.print(new JsonValue.Obj(expected)), Artifacts.child(root, "held_out/expected.json"));
    }

    private static JsonValue numbers(List<? extends Number> numbers) {
        List<JsonValue> values = new ArrayList<>();
        numbers.forEach(number -> values.add(new JsonValue.Num(number.toString())));
        return new JsonValue.Arr(values);
    }

    private static void logModel(TrackingClient client, Run run, byte[] onnx, Patients heldOut) {
        String runId = Objects.requireNonNull(Objects.requireNonNull(run.info()).runId());
        CreateLoggedModel request = CreateLoggedModel.builder()
                .experimentId(run.info().experimentId())
                .name("onnx")
                .sourceRunId(runId)
                .build();
        LoggedModelInfo model = Objects.requireNonNull(Objects.requireNonNull(
                        client.call(Endpoints.CREATE_LOGGED_MODEL, request).model())
                .info());
        String modelId = Objects.requireNonNull(model.modelId());
        Patients example = new Patients(
                heldOut.features(),
                heldOut.rows().subList(0, 3),
                heldOut.labels().subList(0, 3));
        Artifacts artifacts = new Artifacts(client);
        String root = Objects.requireNonNull(model.artifactUri());
        ModelFiles.of(onnx, example, modelId, runId, Instant.now())
                .forEach((name, content) -> artifacts.upload(content, Artifacts.child(root, name)));
        client.call(
                Endpoints.FINALIZE_LOGGED_MODEL,
                new FinalizeLoggedModel(modelId, LoggedModelStatus.LOGGED_MODEL_READY));
        client.call(
                Endpoints.LOG_OUTPUTS,
                LogOutputs.builder()
                        .runId(runId)
                        .models(List.of(new ModelOutput(modelId, 0L)))
                        .build());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
