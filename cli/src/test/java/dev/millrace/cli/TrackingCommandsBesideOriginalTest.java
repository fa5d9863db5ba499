package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.RunStatus;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.TrackingClient;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same command lines of MLflow itself and of Millrace, on the same database: the same bytes and exit codes. */
@Tag("slow")
class TrackingCommandsBesideOriginalTest {
    @TempDir
    Path folder;

    private String mlflow = "";
    private String run = "";

    @BeforeEach
    void makeRuns() throws Exception {
        mlflow = Requirements.mlflow().toString();
        // One metric, parameter and tag: MLflow's order of several columns changes from call to call.
        ServerConfig config = ServerConfig.of(
                "127.0.0.1", 0, uri(), folder.resolve("artifacts").toString());
        try (Server server = Server.start(config)) {
            var client = new TrackingClient(ClientConfig.of("http://127.0.0.1:" + server.port(), Map.of()));
            String experiment = client.ensureExperiment("Mühle");
            client.ensureExperiment("another");
            create(client, experiment, "zwei", 1_700_000_005_000L, 1e-7);
            run = create(client, experiment, "eins", 1_700_000_000_123L, 0.1 + 0.2);
            client.updateRun(run, RunStatus.FINISHED, 1_700_000_001_000L);
        }
    }

    private static String create(TrackingClient client, String experiment, String name, long start, double value) {
        CreateRun request = CreateRun.builder()
                .experimentId(experiment)
                .runName(name)
                .userId("miller")
                .startTime(start)
                .build();
        String id = String.valueOf(client.createRun(request).info().runId());
        client.logBatch(LogBatch.builder()
                .runId(id)
                .metrics(List.of(Metric.builder()
                        .key("m")
                        .value(value)
                        .timestamp(start)
                        .step(0L)
                        .build()))
                .params(List.of(new Param("p", "vé, \"x\"\nz")))
                .build());
        return id;
    }

    private String uri() {
        return "sqlite:///" + folder.resolve("tracking.db");
    }

    @Test
    void printTheSame() throws Exception {
        for (String line : List.of(
                "experiments search",
                "experiments search --view deleted_only",
                "experiments get -x 1",
                "experiments get -x 1 --output json",
                "experiments csv -x 1",
                "runs list --experiment-id 1",
                "runs describe --run-id " + run,
                "runs describe --run-id abc",
                "experiments rename -x 1",
                "runs delete --run-id " + run)) {
            List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
            CommandResult theirs = CommandResult.run(
                    Map.of("MLFLOW_TRACKING_URI", uri(), "MLFLOW_DISABLE_TELEMETRY", "true"),
                    folder,
                    Stream.concat(Stream.of(mlflow), words.stream()).toList());
            words.addAll(List.of("--tracking-uri", uri()));
            CommandResult ours = InProcess.run(words);

            assertThat(ours.out()).as(line).isEqualTo(theirs.out());
            assertThat(ours.code()).as(line).isEqualTo(theirs.code());
        }
    }
}
