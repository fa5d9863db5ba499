package dev.millrace.compatibility;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What stands on the pages that the browser tests open: an experiment with runs, models and files, made by requests. */
final class UiData {

    private static final String API = "/api/2.0/mlflow/";
    private static final int STEPS = 20;

    /** When the first run began; the others follow by the minute, so that their order is certain. */
    private static final long BEGINNING = Instant.parse("2026-01-05T08:00:00Z").toEpochMilli();

    private static final long MINUTE_MILLIS = 60_000;

    private static final String MLMODEL = """
            artifact_path: model
            flavors: {}
            run_id: %s
            signature:
              inputs: '[{"type": "long", "name": "rooms", "required": true}]'
              outputs: '[{"type": "double", "name": "price", "required": true}]'
            """;

    private final WireClient client;
    private final String prefix;

    /** The experiment {@code housing}, in which the runs are. */
    final String experiment;

    /** The first run, of the least loss. */
    final String careful;

    /** The second run, of the greatest loss. */
    final String broken;

    /** The last run. */
    final String hasty;

    UiData(URI server, String prefix) throws IOException {
        this.client = new WireClient(server);
        this.prefix = prefix;
        this.experiment = text(post("experiments/create", "{'name': 'housing'}"), "experiment_id");
        post("experiments/create", "{'name': 'weather'}");
        careful = run("careful", 0, 0.01, 0.2, "FINISHED");
        broken = run("broken", 1, 0.9, 0.95, "FAILED");
        hasty = run("hasty", 2, 0.5, 0.7, "FINISHED");
        post("registered-models/create", "{'name': 'price-model', 'description': 'Prices of houses'}");
        for (String run : List.of(careful, hasty)) {
            post(
                    "model-versions/create",
                    "{'name': 'price-model', 'run_id': '%s', 'source': 'mlflow-artifacts:/%s/%s/artifacts/model'}",
                    run,
                    experiment,
                    run);
        }
        post("registered-models/alias", "{'name': 'price-model', 'alias': 'champion', 'version': '1'}");
    }

    private String run(String name, int minute, double rate, double loss, String status) throws IOException {
        long start = BEGINNING + minute * MINUTE_MILLIS;
        String run = text(
                post(
                        "runs/create",
                        "{'experiment_id': '%s', 'run_name': '%s', 'start_time': %d, 'tags':"
                                + " [{'key': 'mlflow.user', 'value': 'ada'}, {'key': 'mlflow.source.name', 'value': 'train.py'}]}",
                        experiment,
                        name,
                        start),
                "run.info.run_id");
        StringBuilder metrics = new StringBuilder();
        for (int step = 0; step < STEPS; step++) {
            metrics.append(metric("loss", loss + 1.0 / (step + 1), start, step)).append(',');
            metrics.append(metric("system/cpu_utilization_percentage", 10 + step, start, step))
                    .append(',');
        }
        metrics.append(metric("accuracy", 1 - loss, start, 0));
        post(
                "runs/log-batch",
                "{'run_id': '%s', 'params': [{'key': 'rate', 'value': '%s'}, {'key': 'depth', 'value': '7'}],"
                        + " 'metrics': [%s], 'tags': [{'key': 'team', 'value': 'blue'}]}",
                run,
                rate,
                metrics);
        put(run, "notes/readme.txt", "Read me first");
        put(run, "conf.json", "{\"depth\": 7}");
        put(run, "model/MLmodel", MLMODEL.formatted(run));
        post("runs/update", "{'run_id': '%s', 'status': '%s', 'end_time': %d}", run, status, start + MINUTE_MILLIS / 2);
        return run;
    }

    private static String metric(String key, double value, long start, int step) {
        return String.format(
                Locale.ROOT,
                "{'key': '%s', 'value': %.3f, 'timestamp': %d, 'step': %d}",
                key,
                value,
                start + step * 1000L,
                step);
    }

    private void put(String run, String path, String content) throws IOException {
        send(
                "PUT",
                "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/" + run + "/artifacts/" + path,
                "text/plain",
                content);
    }

    /** Posts JSON in which single quotes stand for double ones. */
    private Answer post(String operation, String json, Object... values) throws IOException {
        return send(
                "POST",
                API + operation,
                "application/json",
                json.formatted(values).replace('\'', '"'));
    }

    private Answer send(String method, String path, String type, String body) throws IOException {
        Answer answer =
                client.send(method, prefix + path, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
        if (answer.status() != 200) {
            throw new IOException(method + " " + path + " was answered with " + answer.status() + ": " + answer.text());
        }
        return answer;
    }

    private static String text(Answer answer, String place) {
        return String.valueOf(JsonTree.text(JsonTree.find(answer.tree(), place)));
    }
}
