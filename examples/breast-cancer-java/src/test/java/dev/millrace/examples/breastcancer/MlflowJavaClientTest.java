package dev.millrace.examples.breastcancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;

/** The same learner in a program that logs through MLflow's own Java client. */
class MlflowJavaClientTest {
    private static final int EPOCHS = 5;

    @TempDir
    private Path folder;

    @Test
    void logsATraining() throws Exception {
        ServerConfig config = ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("t.db"),
                folder.resolve("artifacts").toString());
        try (Server server = Server.start(config);
                MlflowClient client = new MlflowClient("http://127.0.0.1:" + server.port())) {
            String experiment = client.createExperiment("java");
            String run = client.createRun(experiment).getRunId();

            Patients.Split split = Patients.all().split(0.25, 7);
            new Training(EPOCHS, 0.1, 0.25, 7).parameters().forEach((key, value) -> client.logParam(run, key, value));
            for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                Scores scores = scores(Classifier.train(split.training(), epoch, 0.1, 7), split.heldOut());
                client.logMetric(run, "test_loss", scores.logLoss(), System.currentTimeMillis(), epoch);
            }
            Map<String, Double> scores = scores(Classifier.train(split.training(), EPOCHS, 0.1, 7), split.heldOut())
                    .metrics();
            scores.forEach((key, value) -> client.logMetric(run, key, value));
            client.setTerminated(run, RunStatus.FINISHED);

            List<Metric> losses = client.getMetricHistory(run, "test_loss");
            assertThat(losses).extracting(Metric::getStep).containsExactly(1L, 2L, 3L, 4L, 5L);
            List<Run> accurate = client.searchRuns(
                            List.of(experiment),
                            "metrics.accuracy > 0.9 AND params.epochs = '5'",
                            ViewType.ACTIVE_ONLY,
                            10,
                            List.of("metrics.accuracy DESC"))
                    .getItems();
            assertThat(accurate).singleElement().satisfies(found -> {
                assertThat(found.getInfo().getRunId()).isEqualTo(run);
                assertThat(found.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
                assertThat(found.getData().getMetricsList())
                        .extracting(Metric::getKey)
                        .containsAll(scores.keySet());
            });
        }
    }

    private static Scores scores(Classifier classifier, Patients patients) {
        return Scores.of(patients.labels(), classifier.probabilities(patients));
    }
}
