package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer.Answer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eve is a user like others, and wants what is Alice's. By default nobody may do anything. */
class AttackTest {
    private static final Answer FORBIDDEN = new Answer(403, "Permission denied");

    @TempDir
    static Path folder;

    private static AccessServer server;
    private static AccessServer.User alice;
    private static AccessServer.User eve;
    private static String experiment;
    private static String run;
    private static String own;
    private static String ownRun;

    @BeforeAll
    static void start() {
        server = AccessServer.start(folder, "NO_PERMISSIONS");
        alice = server.user("alice");
        eve = server.user("eve");
        experiment = alice.experiment("alices");
        run = alice.run(experiment);
        own = eve.experiment("eves");
        ownRun = eve.run(own);
        assertThat(alice.send("PUT", proxy(experiment + "/" + run + "/artifacts/secret.txt"), "secret")
                        .status())
                .isEqualTo(200);
        assertThat(alice.post("registered-models/create", "{'name': 'secret-model'}")
                        .status())
                .isEqualTo(200);
        assertThat(alice.post(
                                "model-versions/create",
                                "{'name': 'secret-model', 'source': 'mlflow-artifacts:/%s/%s/artifacts', 'run_id': '%s'}",
                                experiment,
                                run,
                                run)
                        .status())
                .isEqualTo(200);
        assertThat(alice.post(
                                "registered-models/create",
                                "{'name': 'secret-prompt', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}]}")
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String proxy(String path) {
        return "/api/2.0/mlflow-artifacts/artifacts/" + path;
    }

    @Test
    void graphqlHoldsEachOperationToItsRule() {
        String ofRun =
                "{\"query\": \"{mlflowGetRun(input: {runId: \\\"%s\\\"}) {run {info {runId} experiment {name}}}}\"}";
        assertThat(eve.send("POST", "/graphql", ofRun.formatted(run)))
                .isEqualTo(new Answer(200, "{\"data\":{\"mlflowGetRun\":null},\"errors\":[\"Permission denied\"]}"));
        assertThat(alice.send("POST", "/graphql", ofRun.formatted(run)).body()).contains(run, "alices");

        String search =
                "{\"query\": \"{mlflowSearchRuns(input: {experimentIds: [\\\"%s\\\"]}) {runs {info {runId}}}}\"}";
        assertThat(eve.send("POST", "/graphql", search.formatted(experiment)).body())
                .isEqualTo("{\"data\":{\"mlflowSearchRuns\":{\"runs\":[]}},\"errors\":null}");
        assertThat(alice.send("POST", "/graphql", search.formatted(experiment)).body())
                .contains(run);
    }

    @Test
    void webhooksAreForAdministrators() {
        String webhook = "{'name': 'hook', 'url': 'https://93.184.216.34/', 'events':"
                + " [{'entity': 'MODEL_VERSION', 'action': 'CREATED'}]}";
        assertThat(eve.post("webhooks", webhook)).isEqualTo(FORBIDDEN);
        assertThat(eve.send("GET", "/api/2.0/mlflow/webhooks", "")).isEqualTo(FORBIDDEN);
    }

    @Test
    void whatIsHersWorks() {
        assertThat(eve.get("experiments/get", "experiment_id=" + own).status()).isEqualTo(200);
        assertThat(eve.get("runs/get", "run_id=" + ownRun).status()).isEqualTo(200);
        assertThat(eve.post("runs/set-tag", "{'run_id': '%s', 'key': 'a', 'value': 'b'}", ownRun)
                        .status())
                .isEqualTo(200);
        assertThat(eve.send("PUT", proxy(own + "/" + ownRun + "/artifacts/a.txt"), "mine")
                        .status())
                .isEqualTo(200);
        assertThat(eve.send("GET", proxy(own + "/" + ownRun + "/artifacts/a.txt"), "")
                        .body())
                .isEqualTo("mine");
    }

    @Test
    void theNumberOfAnExperimentIsOneHoweverItIsWritten() {
        for (String id : new String[] {"%s", "0%s", "%%20%s", "%%2B%s", "%s%%20"}) {
            assertThat(eve.get("experiments/get", "experiment_id=" + id.formatted(experiment)))
                    .as(id)
                    .isEqualTo(FORBIDDEN);
        }
        // Digits of another script are digits.
        char other = (char) ('\u0660' + Integer.parseInt(experiment));
        assertThat(eve.post(
                        "experiments/set-experiment-tag", "{'experiment_id': '%s', 'key': 'a', 'value': 'b'}", other))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post("experiments/update", "{'experiment_id': '0_%s', 'new_name': 'hers'}", experiment))
                .isEqualTo(FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/2.0/mlflow/experiments/get?experiment_id=%s",
                "/ajax-api/2.0/mlflow/experiments/get?experiment_id=%s",
                "/api/2.0/mlflow/experiments/get-by-name?experiment_name=alices",
                "/%%61pi/2.0/mlflow/experiments/get?experiment_id=%s",
                "/api%%2F2.0/mlflow/experiments/get?experiment_id=%s"
            })
    void everyWayToARouteIsGuarded(String path) {
        assertThat(eve.send("GET", path.formatted(experiment), "")).isEqualTo(FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/2.0/mlflow/experiments/get/?experiment_id=%s",
                "/API/2.0/mlflow/experiments/get?experiment_id=%s",
                "/api/2.0/mlflow/../mlflow/experiments/get?experiment_id=%s",
                "/api/2.0/mlflow/experiments/get;x?experiment_id=%s"
            })
    void pathsThatAreNoRoutesLeadNowhere(String path) {
        assertThat(eve.send("GET", path.formatted(experiment), "").status()).isEqualTo(404);
    }

    @Test
    void doubledSlashesLeadToTheGuardedRouteAlone() {
        HttpResponse<String> sent = server.send(
                "GET",
                "//api/2.0//mlflow/experiments/get?experiment_id=" + experiment,
                "",
                AccessServer.basic("eve", AccessServer.PASSWORD));

        assertThat(sent.statusCode()).isEqualTo(308);
        assertThat(sent.headers().firstValue("Location"))
                .hasValue("/api/2.0/mlflow/experiments/get?experiment_id=" + experiment);
    }

    @Test
    void otherMethodsGiveNothing() {
        HttpResponse<String> head = server.send(
                "HEAD",
                "/api/2.0/mlflow/experiments/get?experiment_id=" + experiment,
                "",
                AccessServer.basic("eve", AccessServer.PASSWORD));
        assertThat(head.statusCode()).isEqualTo(403);
        for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            assertThat(eve.json(method, "/api/2.0/mlflow/experiments/get", "{'experiment_id': '%s'}", experiment)
                            .status())
                    .isEqualTo(405);
        }
    }

    @Test
    void herBodyDoesNotHideBehindHerQuery() {
        // The query decides for GET, for the guard as for the operation.
        assertThat(eve.json(
                        "GET",
                        "/api/2.0/mlflow/experiments/get?experiment_id=" + experiment,
                        "{'experiment_id': '%s'}",
                        own))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json("GET", "/api/2.0/mlflow/runs/get?run_id=" + ownRun + "&run_uuid=" + run, "")
                        .at("run.info.run_id"))
                .isEqualTo(ownRun);
        assertThat(eve.json("GET", "/api/2.0/mlflow/runs/get?run_uuid=" + run, ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json("GET", "/api/2.0/mlflow/runs/get?run_id=&run_uuid=" + run, ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json(
                        "POST",
                        "/api/2.0/mlflow/runs/set-tag?run_id=" + ownRun,
                        "{'run_id': '%s', 'key': 'a', 'value': 'b'}",
                        run))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json(
                        "POST",
                        "/api/2.0/mlflow/runs/set-tag",
                        "{'runId': '%s', 'run_uuid': '%s', 'key': 'a', 'value': 'b'}",
                        run,
                        ownRun))
                .isEqualTo(FORBIDDEN);
    }

    @Test
    void runsAreTheirExperiments() {
        assertThat(eve.get("runs/get", "run_id=" + run)).isEqualTo(FORBIDDEN);
        assertThat(eve.get("metrics/get-history", "metric_key=m&run_id=" + run)).isEqualTo(FORBIDDEN);
        assertThat(eve.post("runs/log-batch", "{'run_id': '%s', 'tags': []}", run))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post("runs/delete", "{'run_id': '%s'}", run)).isEqualTo(FORBIDDEN);
        assertThat(eve.post("runs/create", "{'experiment_id': '%s'}", experiment))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.send(
                        "GET",
                        "/ajax-api/2.0/mlflow/metrics/get-history-bulk?metric_key=m&run_id=" + ownRun + "&run_id="
                                + run,
                        ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.send(
                        "GET",
                        "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?metric_key=m&run_ids=" + ownRun
                                + "&run_ids=" + run,
                        ""))
                .isEqualTo(FORBIDDEN);
        // Which ids there are is not told.
        assertThat(eve.get("runs/get", "run_id=" + "0".repeat(32))).isEqualTo(FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get-history-bulk?metric_key=m%s", "get-history-bulk-interval?metric_key=m%s"})
    void tooManyRunsAreRefusedBeforeOneIsLookedUp(String histories) {
        String ids = "&run_id=nobodys&run_ids=nobodys".repeat(101);

        Answer refusal = eve.send("GET", "/ajax-api/2.0/mlflow/metrics/" + histories.formatted(ids), "");

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.at("message")).contains("100 run_ids. Received 101 run_ids.");
    }

    @Test
    void tooManyMetricsAreRefusedBeforeTheirModelsAreLookedUp() {
        String metric = "{'key': 'a', 'value': 1, 'timestamp': 1, 'step': 1, 'model_id': 'nobodys'}";
        String metrics = String.join(",", Collections.nCopies(1001, metric));

        Answer refusal = eve.post("runs/log-batch", "{'run_id': '%s', 'metrics': [%s]}", ownRun, metrics);

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.at("message")).contains("at most 1000 metrics. Got 1001 metrics.");
    }

    @Test
    void metricsDoNotGoOntoModelsOfOthers() {
        String model = alice.json(
                        "POST", "/api/2.0/mlflow/logged-models", "{'experiment_id': '%s', 'name': 'm'}", experiment)
                .at("model.info.model_id");
        String metric = "{'key': 'a', 'value': 1, 'timestamp': 1, 'step': 1, 'model_id': '%s'}".formatted(model);

        assertThat(eve.json("GET", "/api/2.0/mlflow/logged-models/" + model, ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post("runs/log-batch", "{'run_id': '%s', 'metrics': [%s]}", ownRun, metric))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post(
                        "runs/log-batch",
                        "{'run_id': '%s', 'metrics': [%s]}",
                        ownRun,
                        metric.replace("model_id", "modelId")))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post("runs/outputs", "{'run_id': '%s', 'models': [{'model_id': '%s'}]}", ownRun, model))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json("DELETE", "/ajax-api/2.0/mlflow/logged-models/" + model, ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json(
                        "POST",
                        "/api/2.0/mlflow/logged-models",
                        "{'experiment_id': '%s', 'name': 'm', 'source_run_id': '%s'}",
                        own,
                        run))
                .isEqualTo(FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%1$s/%2$s/artifacts/secret.txt",
                "./%1$s/%2$s/artifacts/secret.txt",
                "%%2531/%2$s/artifacts/secret.txt",
                "%3$s/%%2e%%2e/%1$s/%2$s/artifacts/secret.txt",
                "%3$s/../%1$s/%2$s/artifacts/secret.txt",
                "%%252e/%1$s/%2$s/artifacts/secret.txt",
                "/%1$s/%2$s/artifacts/secret.txt"
            })
    void theArtifactProxyGivesNoFileOfOthers(String path) {
        String way = path.formatted(experiment, run, own);
        for (String root : new String[] {"/api", "/ajax-api"}) {
            Answer answer = eve.send("GET", root + "/2.0/mlflow-artifacts/artifacts/" + way, "");
            assertThat(answer.status()).as(way).isIn(400, 403, 404);
            assertThat(answer.body()).doesNotContain("secret");
        }
        assertThat(eve.send("PUT", proxy(way), "hers").status()).isIn(400, 403, 404);
        assertThat(eve.send("DELETE", proxy(way), "").status()).isIn(400, 403, 404);
        assertThat(alice.send("GET", proxy(experiment + "/" + run + "/artifacts/secret.txt"), "")
                        .body())
                .isEqualTo("secret");
    }

    @Test
    void foldersOfOthersAreNotListedOrDeleted() {
        assertThat(eve.send("GET", "/api/2.0/mlflow-artifacts/artifacts?path=" + experiment, ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.send("GET", "/api/2.0/mlflow-artifacts/artifacts", "")).isEqualTo(FORBIDDEN);
        assertThat(eve.send("DELETE", proxy(experiment), "")).isEqualTo(FORBIDDEN);
        assertThat(eve.send("DELETE", proxy(own), "").status()).isEqualTo(200);
    }

    @Test
    void artifactsOfRunsAndVersionsTakeTheirPermission() {
        assertThat(eve.send("GET", "/get-artifact?path=secret.txt&run_id=" + run, ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.send("GET", "/get-artifact?path=secret.txt&run_uuid=" + run, ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.get("artifacts/list", "run_id=" + run)).isEqualTo(FORBIDDEN);
        assertThat(eve.send("GET", "/model-versions/get-artifact?path=secret.txt&name=secret-model&version=1", ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.send("POST", "/ajax-api/2.0/mlflow/upload-artifact?path=a&run_uuid=" + run, "x"))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post("artifacts/presigned-download-url", "{'run_id': '%s', 'path': 'secret.txt'}", run))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post("artifacts/presigned-upload-url", "{'run_id': '%s', 'path': 'a'}", run))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json(
                        "GET",
                        "/api/2.0/mlflow-artifacts/presigned/%s/%s/artifacts/secret.txt".formatted(experiment, run),
                        ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json(
                        "POST",
                        "/api/2.0/mlflow-artifacts/mpu/create/%s/%s/artifacts".formatted(experiment, run),
                        "{'path': 'a', 'num_parts': 1}"))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json(
                        "POST",
                        "/api/2.0/mlflow-artifacts/mpu/create/.",
                        "{'path': '%s/a', 'num_parts': 1}",
                        experiment))
                .isEqualTo(FORBIDDEN);
    }

    @Test
    void aVersionIsNotMadeOfFilesOfOthers() {
        assertThat(eve.post("registered-models/create", "{'name': 'eves-model'}")
                        .status())
                .isEqualTo(200);
        String create = "model-versions/create";
        assertThat(eve.post(
                        create,
                        "{'name': 'eves-model', 'source': 'mlflow-artifacts:/%s/%s/artifacts', 'run_id': '%s'}",
                        experiment,
                        run,
                        run))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post(
                        create,
                        "{'name': 'eves-model', 'source': 'mlflow-artifacts:/%s/%s/artifacts'}",
                        experiment,
                        run))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post(create, "{'name': 'eves-model', 'source': 'runs:/%s/model', 'run_id': '%s'}", run, run))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post(create, "{'name': 'eves-model', 'source': 'models:/secret-model/1'}"))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post(create, "{'name': 'eves-model', 'source': 'models:/secret-model/latest'}"))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.post(
                        create, "{'name': 'secret-model', 'source': 'runs:/%s/model', 'run_id': '%s'}", ownRun, ownRun))
                .isEqualTo(FORBIDDEN);
    }

    @Test
    void aVersionIsNotMadeOfTheBucketOfOthers() {
        String mine = alice.post(
                        "experiments/create", "{'name': 'in a bucket', 'artifact_location': 's3://bucket/alice'}")
                .at("experiment_id");
        assertThat(mine).isNotEmpty();
        eve.post("registered-models/create", "{'name': 'bucket-model'}");

        for (String source : new String[] {
            "s3://bucket/alice/run/artifacts", "s3://bucket/alice", "s3://bucket", "s3://bucket/eve/../alice/run"
        }) {
            assertThat(eve.post("model-versions/create", "{'name': 'bucket-model', 'source': '%s'}", source)
                            .status())
                    .as(source)
                    .isIn(400, 403);
        }
        assertThat(eve.post("model-versions/create", "{'name': 'bucket-model', 'source': 's3://bucket/eve'}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlflow-artifacts:/%1$s",
                "mlflow-artifacts:/%1$s/%2$s/artifacts",
                "mlflow-artifacts:/",
                "mlflow-artifacts:/4711",
                "mlflow-artifacts:///%1$s/x",
                "%3$s/artifacts/%1$s",
                "file://%3$s/artifacts",
                "%3$s"
            })
    void noExperimentIsMadeInAFolderOfOthers(String location) {
        assertThat(eve.post(
                        "experiments/create",
                        "{'name': 'trap', 'artifact_location': '%s'}",
                        location.formatted(experiment, run, folder)))
                .isEqualTo(FORBIDDEN);
    }

    @Test
    void aPlaceOfOnesOwnBehindTheProxyIsOnesOwn() {
        String mine = alice.post(
                        "experiments/create", "{'name': 'apart', 'artifact_location': 'mlflow-artifacts:/apart/place'}")
                .at("experiment_id");
        String inside = alice.run(mine);
        String file = "apart/place/" + inside + "/artifacts/a.txt";
        assertThat(alice.send("PUT", proxy(file), "hers alone").status()).isEqualTo(200);

        assertThat(eve.send("GET", proxy(file), "")).isEqualTo(FORBIDDEN);
        assertThat(eve.send("DELETE", proxy("apart"), "")).isEqualTo(FORBIDDEN);
        assertThat(eve.post("experiments/create", "{'name': 'trap', 'artifact_location': 'mlflow-artifacts:/apart'}"))
                .isEqualTo(FORBIDDEN);
    }

    @Test
    void searchesTellNothingOfOthers() {
        assertThat(eve.get("experiments/search", "max_results=100&filter=name%20LIKE%20'%25'")
                        .body())
                .contains("eves")
                .doesNotContain("alices");
        assertThat(eve.post("runs/search", "{'experiment_ids': ['%s', '%s']}", experiment, own)
                        .body())
                .contains(ownRun)
                .doesNotContain(run);
        assertThat(eve.get("registered-models/search", "").body()).doesNotContain("secret-model");
        assertThat(eve.get("registered-models/search", "filter=tags.%60mlflow.prompt.is_prompt%60%3D'true'")
                        .body())
                .doesNotContain("secret-prompt");
        assertThat(eve.get("registered-models/search", "filter=name%3D'secret-model'")
                        .body())
                .isEqualTo("{}");
        assertThat(eve.get("model-versions/search", "filter=name%3D'secret-model'")
                        .body())
                .isEqualTo("{}");
        assertThat(eve.post("experiments/search-datasets", "{'experiment_ids': ['%s']}", experiment)
                        .status())
                .isIn(403, 404);
        assertThat(eve.json(
                        "POST",
                        "/ajax-api/2.0/mlflow/experiments/search-datasets",
                        "{'experiment_ids': ['0%s']}",
                        experiment))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json("POST", "/api/2.0/mlflow/logged-models/search", "{'experiment_ids': ['%s']}", experiment)
                        .body())
                .doesNotContain("model_id");
    }

    @Test
    void aNameThatStandsForAllGivesNothing() {
        assertThat(eve.post("registered-models/create", "{'name': '*'}").status())
                .isEqualTo(200);
        assertThat(eve.get("registered-models/get", "name=secret-model")).isEqualTo(FORBIDDEN);
        eve.post("registered-models/create", "{'name': 'soon-a-star'}");
        assertThat(eve.post("registered-models/rename", "{'name': 'soon-a-star', 'new_name': '*'}")
                        .status())
                .isNotEqualTo(500);
        assertThat(eve.get("registered-models/get", "name=secret-model")).isEqualTo(FORBIDDEN);
        assertThat(eve.get("users/current", "").status()).isEqualTo(200);
    }

    @Test
    void theTagOfPromptsChangesNoFamilyOfGrants() {
        eve.post("registered-models/create", "{'name': 'half-a-prompt'}");
        assertThat(eve.post(
                        "registered-models/set-tag",
                        "{'name': 'half-a-prompt', 'key': 'mlflow.prompt.is_prompt', 'value': 'true'}"))
                .isEqualTo(FORBIDDEN);
    }

    @Test
    void anotherSpellingOfThatTagDoesNotEither() {
        String own = "{'name': 'whole-prompt', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}]}";
        alice.post("registered-models/create", own);
        alice.grant("eve", "prompt", "whole-prompt", "EDIT");

        eve.post(
                "registered-models/set-tag",
                "{'name': 'whole-prompt', 'key': 'MLFLOW.prompt.is_prompt', 'value': 'false'}");

        assertThat(alice.get("registered-models/search", "filter=tags.%60mlflow.prompt.is_prompt%60%3D'true'")
                        .body())
                .contains("whole-prompt");
    }

    @Test
    void grantsOfAModelGoWithIt() {
        alice.post("registered-models/create", "{'name': 'passing'}");
        assertThat(alice.grant("eve", "registered_model", "passing", "MANAGE").status())
                .isEqualTo(200);
        assertThat(eve.get("registered-models/get", "name=passing").status()).isEqualTo(200);
        alice.json("DELETE", "/api/2.0/mlflow/registered-models/delete", "{'name': 'passing'}");
        alice.post("registered-models/create", "{'name': 'passing'}");
        assertThat(eve.get("registered-models/get", "name=passing")).isEqualTo(FORBIDDEN);

        alice.post("registered-models/rename", "{'name': 'passing', 'new_name': 'moved'}");
        assertThat(alice.get("registered-models/get", "name=moved").status()).isEqualTo(200);
        assertThat(alice.get("registered-models/get", "name=passing").status()).isIn(403, 404);
    }

    @Test
    void whatIsLeftOfAnExperimentOfTheSameNumberGivesNothing() {
        long last = Long.parseLong(alice.experiment("the last one"));
        String next = Long.toString(last + 1);
        // As it stays where an experiment is purged.
        server.admin().grant("eve", "experiment", next, "MANAGE");

        assertThat(alice.experiment("the next one")).isEqualTo(next);

        assertThat(eve.get("experiments/get", "experiment_id=" + next)).isEqualTo(FORBIDDEN);
        assertThat(alice.grant("eve", "experiment", next, "READ").status()).isEqualTo(200);
        assertThat(eve.get("experiments/get", "experiment_id=" + next).status()).isEqualTo(200);
    }

    @Test
    void usersDoNotRaiseThemselves() {
        assertThat(eve.post("users/create", "{'username': 'mallory', 'password': '%s'}", AccessServer.PASSWORD))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json("PATCH", "/api/2.0/mlflow/users/update-admin", "{'username': 'eve', 'is_admin': true}"))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json(
                        "PATCH", "/ajax-api/2.0/mlflow/users/update-admin", "{'username': 'eve', 'is_admin': true}"))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json(
                        "PATCH",
                        "/api/2.0/mlflow/users/update-password",
                        "{'username': 'admin', 'password': 'hers hers hers'}"))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json(
                        "PATCH",
                        "/api/2.0/mlflow/users/update-password?username=eve",
                        "{'username': 'admin', 'password': 'hers hers hers'}"))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json("DELETE", "/api/2.0/mlflow/users/delete?username=alice", ""))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.get("users/get", "username=alice")).isEqualTo(FORBIDDEN);
        assertThat(eve.grant("eve", "experiment", experiment, "MANAGE")).isEqualTo(FORBIDDEN);
        assertThat(eve.grant("eve", "experiment", "*", "MANAGE")).isEqualTo(FORBIDDEN);
        assertThat(eve.json("POST", "/api/3.0/mlflow/roles/create", "{'name': 'r', 'workspace': 'default'}"))
                .isEqualTo(FORBIDDEN);
        assertThat(
                        eve.json(
                                "POST",
                                "/api/3.0/mlflow/roles/permissions/add",
                                "{'role_id': 1, 'resource_type': 'workspace', 'resource_pattern': '*', 'permission': 'MANAGE'}"))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.json("POST", "/api/3.0/mlflow/roles/assign", "{'username': 'eve', 'role_id': 1}"))
                .isEqualTo(FORBIDDEN);
        assertThat(eve.send("GET", "/metrics", "")).isEqualTo(FORBIDDEN);
    }

    @Test
    void nobodyIsGivenWhatAnotherUserHolds() {
        // The first role of the server is the one that Alice has for her own.
        Answer refusal =
                server.admin().json("POST", "/api/3.0/mlflow/roles/assign", "{'username': 'eve', 'role_id': 1}");

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.at("message")).contains("reserved '__user_' prefix");
        assertThat(eve.experiment("another of eves")).isNotEmpty();
    }

    @Test
    void aStaticPrefixOpensNothing(@TempDir Path other) {
        try (var server =
                AccessServer.start(AccessServer.config(other).withStaticPrefix("/mlflow"), other, "NO_PERMISSIONS")) {
            server.admin()
                    .json(
                            "POST",
                            "/mlflow/api/2.0/mlflow/users/create",
                            "{'username': 'mallory', 'password': '%s'}",
                            AccessServer.PASSWORD);
            AccessServer.User mallory = server.as("mallory", AccessServer.PASSWORD);
            AccessServer.User nobody = server.nobody();
            String experiment = server.admin()
                    .json("POST", "/mlflow/api/2.0/mlflow/experiments/create", "{'name': 'hidden'}")
                    .at("experiment_id");
            String get = "api/2.0/mlflow/experiments/get?experiment_id=" + experiment;

            assertThat(nobody.send("GET", "/mlflow/health", "").status()).isEqualTo(200);
            assertThat(nobody.send("GET", "/mlflow/" + get, "").status()).isEqualTo(401);
            assertThat(mallory.send("GET", "/mlflow/" + get, "")).isEqualTo(FORBIDDEN);
            assertThat(mallory.send("GET", "/" + get, "").status()).isEqualTo(404);
            assertThat(nobody.send("GET", proxy(experiment + "/a"), "").status())
                    .isEqualTo(401);
            assertThat(mallory.send("GET", proxy(experiment + "/a"), "")).isEqualTo(FORBIDDEN);
            assertThat(mallory.send("GET", "/mlflow" + proxy(experiment + "/a"), ""))
                    .isEqualTo(FORBIDDEN);
            assertThat(nobody.send("GET", "/metrics", "").status()).isEqualTo(401);
        }
    }
}
