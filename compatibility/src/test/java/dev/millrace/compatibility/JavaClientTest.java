package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.ActiveRun;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowContext;
import org.mlflow.tracking.RunsPage;

/** MLflow's Java client against Millrace. */
class JavaClientTest {

    private final Millrace millrace = new Millrace();
    private MlflowClient client;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        client = new MlflowClient(millrace.start(folder).toString());
    }

    @AfterEach
    void stop() {
        client.close();
        millrace.close();
    }

    @Test
    void experimentsAreMadeRenamedDeletedAndFound() {
        String id = client.createExperiment("java");
        client.setExperimentTag(id, "team", "red");

        assertThat(client.getExperiment(id).getName()).isEqualTo("java");
        assertThat(client.getExperimentByName("java"))
                .map(Experiment::getExperimentId)
                .contains(id);
        assertThat(client.getExperimentByName("none")).isEmpty();
        client.renameExperiment(id, "renamed");
        client.deleteExperiment(id);
        assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("deleted");
        client.restoreExperiment(id);
        assertThat(client.searchExperiments("tags.team = 'red'").getItems())
                .extracting(Experiment::getName)
                .containsExactly("renamed");
        assertThatThrownBy(() -> client.createExperiment("renamed"))
                .isInstanceOf(MlflowClientException.class)
                .hasMessageContaining("RESOURCE_ALREADY_EXISTS");
    }

    @Test
    void aRunKeepsWhatIsLogged() {
        String run = client.createRun().getRunId();
        client.logParam(run, "p", "v");
        client.logMetric(run, "m", 1.5, 1000, 1);
        client.logMetric(run, "m", Double.NaN, 1001, 2);
        client.logMetric(run, "inf", Double.POSITIVE_INFINITY);
        client.setTag(run, "t", "v");
        client.setTag(run, "gone", "v");
        client.deleteTag(run, "gone");
        client.logBatch(run, metrics(), params(), List.of(tag("b", "1")));
        client.setTerminated(run, RunStatus.FINISHED, 5000);

        Run read = client.getRun(run);
        assertThat(read.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
        assertThat(read.getInfo().getEndTime()).isEqualTo(5000);
        assertThat(read.getData().getParamsList()).hasSize(51);
        assertThat(read.getData().getTagsList())
                .extracting(RunTag::getKey)
                .contains("t", "b")
                .doesNotContain("gone");
        assertThat(client.getMetricHistory(run, "m"))
                .extracting(Metric::getValue)
                .containsExactly(1.5, Double.NaN);
        assertThat(client.getMetricHistory(run, "many")).hasSize(500);
        client.deleteRun(run);
        assertThatThrownBy(() -> client.logMetric(run, "m", 1)).hasMessageContaining("INVALID_PARAMETER_VALUE");
        client.restoreRun(run);
    }

    @Test
    void runsAreFoundPageByPage() {
        String experiment = client.createExperiment("pages");
        for (int i = 0; i < 7; i++) {
            client.logMetric(client.createRun(experiment).getRunId(), "m", i);
        }

        List<Run> found = new ArrayList<>();
        RunsPage page = client.searchRuns(
                List.of(experiment), "metrics.m > 0", ViewType.ACTIVE_ONLY, 4, List.of("metrics.m DESC"));
        found.addAll(page.getItems());
        while (page.hasNextPage()) {
            page = (RunsPage) page.getNextPage();
            found.addAll(page.getItems());
        }
        assertThat(found)
                .extracting(run -> run.getData().getMetrics(0).getValue())
                .containsExactly(6.0, 5.0, 4.0, 3.0, 2.0, 1.0);
    }

    @Test
    void aContextStartsRunsAndEndsThem() {
        MlflowContext context = new MlflowContext(client);
        context.setExperimentId(client.createExperiment("context"));
        ActiveRun parent = context.startRun("parent");
        ActiveRun child = context.startRun("child", parent.getId());
        child.logMetrics(Map.of("a", 1.0, "b", 2.0), 3);
        child.logParams(Map.of("x", "1", "y", "2"));
        child.endRun();
        parent.endRun(RunStatus.KILLED);

        assertThat(client.getRun(parent.getId()).getInfo().getStatus()).isEqualTo(RunStatus.KILLED);
        assertThat(client.getRun(child.getId()).getData().getTagsList())
                .contains(tag("mlflow.parentRunId", parent.getId()), tag("mlflow.runName", "child"));
    }

    @Test
    void modelVersionsAreFound() {
        client.sendPost("registered-models/create", "{\"name\": \"m\"}");
        for (int i = 1; i <= 3; i++) {
            client.sendPost("model-versions/create", "{\"name\": \"m\", \"source\": \"s3://b/" + i + "\"}");
        }
        client.sendPost(
                "model-versions/transition-stage",
                "{\"name\": \"m\", \"version\": \"2\", \"stage\": \"Production\", \"archive_existing_versions\": true}");

        assertThat(client.getLatestVersions("m"))
                .extracting(ModelVersion::getVersion)
                .containsExactlyInAnyOrder("2", "3");
        assertThat(client.getLatestVersions("m", List.of("Production")))
                .extracting(ModelVersion::getVersion)
                .containsExactly("2");
        assertThat(client.getModelVersion("m", "1").getSource()).isEqualTo("s3://b/1");
        assertThat(client.getModelVersionDownloadUri("m", "3")).isEqualTo("s3://b/3");
        assertThat(client.getRegisteredModel("m").getLatestVersionsList()).hasSize(2);
        assertThat(client.searchModelVersions("name = 'm'", 2, List.of("version_number ASC"))
                        .getItems())
                .extracting(ModelVersion::getVersion)
                .containsExactly("1", "2");
        assertThatThrownBy(() -> client.getModelVersion("m", "9")).hasMessageContaining("RESOURCE_DOES_NOT_EXIST");
    }

    private static List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            metrics.add(Metric.newBuilder()
                    .setKey("many")
                    .setValue(i)
                    .setTimestamp(i)
                    .setStep(i)
                    .build());
        }
        return metrics;
    }

    private static List<Param> params() {
        List<Param> params = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            params.add(Param.newBuilder().setKey("p" + i).setValue("v").build());
        }
        return params;
    }

    private static RunTag tag(String key, String value) {
        return RunTag.newBuilder().setKey(key).setValue(value).build();
    }
}
