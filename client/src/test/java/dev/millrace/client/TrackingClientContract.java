package dev.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoints;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.model.CreateLoggedModel;
import dev.millrace.api.model.CreateModelVersion;
import dev.millrace.api.model.CreateRegisteredModel;
import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.FinalizeLoggedModel;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.LogOutputs;
import dev.millrace.api.model.LoggedModelInfo;
import dev.millrace.api.model.LoggedModelStatus;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.ModelOutput;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.RunTag;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.api.model.SetRegisteredModelAlias;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the client does with a tracking server, whoever made it. */
abstract class TrackingClientContract {
    static TrackingClient client;

    private static Run newRun(String experiment) {
        return client.createRun(CreateRun.builder()
                .experimentId(client.ensureExperiment(experiment))
                .startTime(1L)
                .tags(List.of(new RunTag("kind", "test")))
                .build());
    }

    @Test
    void logsARunAndReadsItBack() {
        String id = newRun("plain").info().runId();

        client.logBatch(LogBatch.builder()
                .runId(id)
                .metrics(List.of(Metric.builder()
                        .key("loss")
                        .value(Double.NaN)
                        .timestamp(5L)
                        .step(2L)
                        .build()))
                .params(List.of(new Param("greeting", "hello wörld")))
                .build());
        client.setTag(id, "note", "a b/c");
        client.updateRun(id, RunStatus.FINISHED, 9L);

        Run run = client.run(id);
        assertThat(run.info().status()).isEqualTo(RunStatus.FINISHED);
        assertThat(run.info().endTime()).isEqualTo(9L);
        assertThat(run.data().params()).containsExactly(new Param("greeting", "hello wörld"));
        assertThat(run.data().metrics())
                .singleElement()
                .extracting(Metric::value)
                .isEqualTo(Double.NaN);
        assertThat(run.data().tags()).contains(new RunTag("note", "a b/c"), new RunTag("kind", "test"));
    }

    @Test
    void searchesWithAnyOperation() {
        String id = newRun("searched").info().runId();
        SearchRuns request = SearchRuns.builder()
                .experimentIds(List.of(client.ensureExperiment("searched")))
                .filter("tags.kind = 'test'")
                .build();

        assertThat(client.call(Endpoints.SEARCH_RUNS, request).runs())
                .singleElement()
                .extracting(run -> run.info().runId())
                .isEqualTo(id);
    }

    @Test
    void tellsTheServersError() {
        assertThat(client.findExperiment("no such one")).isEmpty();
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> client.run("0123456789abcdef0123456789abcdef"))
                .extracting(ApiException::code)
                .isEqualTo(ErrorCode.RESOURCE_DOES_NOT_EXIST);
    }

    @Test
    void storesFilesOfARunAndFetchesThem(@TempDir Path local) throws IOException {
        Artifacts artifacts = new Artifacts(client);
        Run run = newRun("files");
        String root = run.info().artifactUri();
        Files.createDirectories(local.resolve("in/deep er"));
        Files.writeString(local.resolve("in/a.txt"), "A");
        Files.writeString(local.resolve("in/deep er/b%c.txt"), "B");

        artifacts.uploadAll(local.resolve("in"), root + "/data");
        artifacts.upload("C".getBytes(StandardCharsets.UTF_8), root + "/c.txt");
        new Models(client).download("runs:/" + run.info().runId() + "/data", local.resolve("out"));
        new Models(client).download("runs:/" + run.info().runId() + "/c.txt", local.resolve("out"));

        assertThat(local.resolve("out/a.txt")).hasContent("A");
        assertThat(local.resolve("out/deep er/b%c.txt")).hasContent("B");
        assertThat(local.resolve("out/c.txt")).hasContent("C");
    }

    @Test
    void findsAModelByEachOfItsNames(@TempDir Path local) throws IOException {
        Run run = newRun("models");
        String runId = run.info().runId();
        LoggedModelInfo model = logModel(run, "net", 0);
        new Artifacts(client).upload(new byte[] {1, 2, 3}, model.artifactUri() + "/MLmodel");
        client.call(
                Endpoints.FINALIZE_LOGGED_MODEL,
                new FinalizeLoggedModel(model.modelId(), LoggedModelStatus.LOGGED_MODEL_READY));
        client.call(
                Endpoints.CREATE_REGISTERED_MODEL,
                CreateRegisteredModel.builder().name("mill net").build());
        client.call(
                Endpoints.CREATE_MODEL_VERSION,
                CreateModelVersion.builder()
                        .name("mill net")
                        .source("models:/" + model.modelId())
                        .modelId(model.modelId())
                        .build());
        client.call(Endpoints.SET_REGISTERED_MODEL_ALIAS, new SetRegisteredModelAlias("mill net", "champion", "1"));

        for (String address : List.of(
                "models:/" + model.modelId(),
                "models:/mill net/1",
                "models:/mill net/latest",
                "models:/mill net@champion",
                "runs:/" + runId + "/net")) {
            Path target = local.resolve(Integer.toHexString(address.hashCode()));
            new Models(client).download(address, target);
            assertThat(target.resolve("MLmodel")).hasBinaryContent(new byte[] {1, 2, 3});
        }
    }

    @Test
    void meansTheLastOfTheModelsThatARunLoggedUnderOneName() {
        Run run = newRun("twice");
        logModel(run, "net", 0);
        LoggedModelInfo last = logModel(run, "net", 2);
        logModel(run, "net", 1);
        logModel(run, "other", 3);
        Run logged = client.run(run.info().runId());

        assertThat(new Models(client).logged(logged, "net"))
                .get()
                .extracting(LoggedModelInfo::modelId)
                .isEqualTo(last.modelId());
        assertThat(new Models(client)
                        .root(ModelAddress.parse("runs:/" + run.info().runId() + "/net")))
                .isEqualTo(last.artifactUri());
        assertThat(new Models(client).logged(logged, "none")).isEmpty();
    }

    private static LoggedModelInfo logModel(Run run, String name, long step) {
        String runId = run.info().runId();
        LoggedModelInfo model = client.call(
                        Endpoints.CREATE_LOGGED_MODEL,
                        CreateLoggedModel.builder()
                                .experimentId(run.info().experimentId())
                                .name(name)
                                .sourceRunId(runId)
                                .build())
                .model()
                .info();
        client.call(
                Endpoints.LOG_OUTPUTS,
                LogOutputs.builder()
                        .runId(runId)
                        .models(List.of(new ModelOutput(model.modelId(), step)))
                        .build());
        return model;
    }
}
