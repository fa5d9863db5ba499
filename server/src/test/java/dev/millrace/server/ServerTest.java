package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
    @TempDir
    Path folder;

    @Test
    void aRunIsMadeLoggedToAndFound() {
        try (TestServer server = TestServer.start(folder)) {
            assertThat(server.send("GET", "/health", "", "")).isEqualTo(new TestServer.Answer(200, "OK"));
            assertThat(server.send("GET", "/version", "", "").body()).isEqualTo("3.17.2");

            var experiment = server.post("experiments/create", "{'name': 'first'}");
            assertThat(experiment.at("experiment_id")).isEqualTo("1");
            String run = server.post("runs/create", "{'experiment_id': '1', 'start_time': 5}")
                    .at("run.info.run_id");
            var logged = server.post(
                    "runs/log-batch",
                    "{'run_id': '%s', 'metrics': [{'key': 'm', 'value': 0.5, 'timestamp': 1, 'step': 2}],"
                            + " 'params': [{'key': 'p', 'value': 'x'}], 'tags': [{'key': 't', 'value': 'y'}]}",
                    run);
            assertThat(logged).isEqualTo(new TestServer.Answer(200, "{}"));

            var found = server.get("runs/get", "run_id=" + run);
            assertThat(found.at("run.data.metrics.0.value")).isEqualTo("0.5");
            assertThat(found.at("run.data.params.0.value")).isEqualTo("x");
            assertThat(found.at("run.info.artifact_uri")).isEqualTo("mlflow-artifacts:/1/" + run + "/artifacts");
            var searched = server.post("runs/search", "{'experiment_ids': ['1'], 'filter': 'metrics.m > 0.4'}");
            assertThat(searched.at("runs.0.info.run_id")).isEqualTo(run);
            assertThat(server.send("GET", "/metrics", "", "").body()).contains("millrace_commits_total");
        }
    }
}
