package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may read a thing, but none of those that it comes from or leads to, does not learn of them by it. */
class WithholdingTest {
    private AccessServer server;
    private AccessServer.User admin;
    private AccessServer.User bob;
    private String run;
    private String model;

    @BeforeEach
    void aVersionOfALoggedModelOfARun(@TempDir Path folder) {
        server = AccessServer.start(folder, "READ");
        admin = server.admin();
        bob = server.user("bob");
        run = admin.run("0");
        model = admin.post("logged-models", "{'experiment_id': '0', 'source_run_id': '%s'}", run)
                .at("model.info.model_id");
        admin.post("runs/outputs", "{'run_id': '%s', 'models': [{'model_id': '%s', 'step': 1}]}", run, model);
        admin.post(
                "runs/log-metric",
                "{'run_id': '%s', 'key': 'm', 'value': 1, 'timestamp': 1, 'step': 0, 'model_id': '%s'}",
                run,
                model);
        admin.post("registered-models/create", "{'name': 'm'}");
        admin.post(
                "registered-models/create",
                "{'name': 'p', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}]}");
        admin.post(
                "model-versions/create",
                "{'name': 'm', 'source': 'models:/%s', 'run_id': '%s', 'model_id': '%s', 'run_link': 'l'}",
                model,
                run,
                model);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void nothingIsWithheldWhereNothingIsDenied() {
        assertThat(version().at("model_version.run_id")).isEqualTo(run);
        assertThat(loggedModel().at("model.info.source_run_id")).isEqualTo(run);
        assertThat(getRun().at("run.outputs.model_outputs.0.model_id")).isEqualTo(model);
        assertThat(registered().at("registered_model.latest_versions.0.version"))
                .isEqualTo("1");
    }

    @Test
    void runs() {
        admin.grant("bob", "run", "*", "DENY");

        assertThat(version().at("model_version.version")).isEqualTo("1");
        assertThat(version().body()).doesNotContain(run).doesNotContain("run_link");
        assertThat(bob.get("model-versions/search", "").body())
                .contains(model)
                .doesNotContain("run_id")
                .doesNotContain("run_link");
        assertThat(registered().body()).contains(model).doesNotContain("run_id");
        assertThat(loggedModel().at("model.info.model_id")).isEqualTo(model);
        assertThat(loggedModel().body()).doesNotContain("run_id");
        assertThat(admin.get("model-versions/get", "name=m&version=1").at("model_version.run_id"))
                .isEqualTo(run);
    }

    @Test
    void runsThatPageTokensWouldTell() {
        String search = "{'experiment_ids': ['0'], 'max_results': 1, 'order_by': [{'field_name': 'source_run_id'}]}";
        admin.post("logged-models", "{'experiment_id': '0', 'source_run_id': '%s'}", run);
        assertThat(bob.post("logged-models/search", search).at("next_page_token"))
                .isNotEmpty();

        admin.grant("bob", "run", "*", "DENY");

        assertThat(bob.post("logged-models/search", search).status()).isEqualTo(403);
        assertThat(bob.post("logged-models/search", search.replace("source_run_id", "creation_time"))
                        .at("next_page_token"))
                .isNotEmpty();
    }

    @Test
    void loggedModels() {
        admin.grant("bob", "logged_model", "*", "DENY");

        assertThat(version().at("model_version.run_id")).isEqualTo(run);
        assertThat(version().body()).doesNotContain("model_id").doesNotContain("model_metrics");
        assertThat(getRun().at("run.data.metrics.0.key")).isEqualTo("m");
        assertThat(getRun().body()).doesNotContain(model);
        assertThat(bob.post("runs/search", "{'experiment_ids': ['0']}").body())
                .contains(run)
                .doesNotContain(model);
        String outputs =
                "{\"query\": \"{mlflowGetRun(input: {runId: \\\"%s\\\"}) {run {info {runId} outputs {modelOutputs {modelId}}}}}\"}";
        assertThat(bob.send("POST", "/graphql", outputs.formatted(run)).body())
                .contains(run)
                .doesNotContain(model);
    }

    @Test
    void versions() {
        admin.grant("bob", "registered_model_version", "*", "DENY");

        assertThat(registered().at("registered_model.name")).isEqualTo("m");
        assertThat(registered().body()).doesNotContain("latest_versions");
        assertThat(bob.get("registered-models/search", "").body())
                .contains("\"m\"")
                .doesNotContain("latest_versions");
        assertThat(version().status()).isEqualTo(403);
    }

    @Test
    void versionsOfPrompts() {
        admin.post(
                "model-versions/create",
                "{'name': 'p', 'source': 'dummy-source', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}, {'key': 'mlflow.prompt.text', 'value': 'Say it'}]}");
        assertThat(bob.get("registered-models/get", "name=p").at("registered_model.latest_versions.0.version"))
                .isEqualTo("1");

        admin.grant("bob", "prompt_version", "*", "DENY");

        assertThat(bob.get("registered-models/get", "name=p").at("registered_model.name"))
                .isEqualTo("p");
        assertThat(bob.get("registered-models/get", "name=p").body()).doesNotContain("latest_versions");
        assertThat(registered().at("registered_model.latest_versions.0.version"))
                .isEqualTo("1");
    }

    private Answer version() {
        return bob.get("model-versions/get", "name=m&version=1");
    }

    private Answer registered() {
        return bob.get("registered-models/get", "name=m");
    }

    private Answer loggedModel() {
        return bob.get("logged-models/" + model, "");
    }

    private Answer getRun() {
        return bob.get("runs/get", "run_id=" + run);
    }
}
