package dev.millrace.examples.breastcancer;

import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.RunTag;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.TrackingClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The entry points {@code train} and {@code evaluate}, each with options as {@code --name value}. */
public final class Main {
    private Main() {}

    /** Runs one of them; the server and, in a project, the run are named by MLflow's environment variables. */
    public static void main(String[] arguments) {
        if (arguments.length % 2 == 0) {
            throw new IllegalArgumentException("Usage: train|evaluate [--name value]…");
        }
        Map<String, String> options = new HashMap<>();
        for (int at = 1; at < arguments.length; at += 2) {
            options.put(arguments[at].replaceFirst("^--", "").replace('-', '_'), arguments[at + 1]);
        }
        Map<String, String> variables = System.getenv();
        TrackingClient client = new TrackingClient(ClientConfig.of(variables));
        switch (arguments[0]) {
            case "train" -> train(client, options, variables);
            case "evaluate" -> {
                String experiment = options.getOrDefault("experiment_name", "breast-cancer");
                String run = new Evaluation(experiment, options.getOrDefault("run_id", "")).logTo(client);
                System.out.println("run " + run + " in experiment " + experiment + "_eval");
            }
            default -> throw new IllegalArgumentException("There is no entry point '" + arguments[0] + "'.");
        }
    }

    private static void train(TrackingClient client, Map<String, String> options, Map<String, String> variables) {
        Training training = new Training(
                Integer.parseInt(options.getOrDefault("epochs", "20")),
                Double.parseDouble(options.getOrDefault("learning_rate", "0.1")),
                Double.parseDouble(options.getOrDefault("test_fraction", "0.25")),
                Long.parseLong(options.getOrDefault("seed", "7")));
        String given = variables.get("MLFLOW_RUN_ID");
        Run run = given == null ? newRun(client, training, variables) : client.run(given);
        String id = Objects.requireNonNull(Objects.requireNonNull(run.info()).runId());
        RunStatus status = RunStatus.FAILED;
        try {
            double accuracy = training.logTo(client, run);
            System.out.printf("run %s: accuracy %.4f%n", id, accuracy);
            status = RunStatus.FINISHED;
        } finally {
            client.updateRun(id, status, System.currentTimeMillis());
        }
    }

    /** Started by hand, it does what else the project runner does. */
    private static Run newRun(TrackingClient client, Training training, Map<String, String> variables) {
        String experiment = variables.getOrDefault("MLFLOW_EXPERIMENT_NAME", "breast-cancer");
        Run run = client.createRun(CreateRun.builder()
                .experimentId(client.ensureExperiment(experiment))
                .startTime(System.currentTimeMillis())
                .tags(List.of(new RunTag("mlflow.project.entryPoint", "train")))
                .build());
        List<Param> parameters = new ArrayList<>();
        training.parameters().forEach((name, value) -> parameters.add(new Param(name, value)));
        client.logBatch(LogBatch.builder()
                .runId(Objects.requireNonNull(run.info()).runId())
                .params(parameters)
                .build());
        return run;
    }
}
