package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.RunTag;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.client.Tracking;
import dev.millrace.environments.EnvironmentException;
import dev.millrace.environments.EnvironmentSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes, tracked on a real server. */
class ProjectRunnerTest {
    @TempDir
    private static Path serverFolder;

    private static TrackingServer server;

    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() throws IOException {
        server = new TrackingServer(serverFolder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void writeProject() throws IOException {
        Files.writeString(folder.resolve("MLproject"), """
                entry_points:
                  main:
                    parameters:
                      greeting: {default: "hello world"}
                      empty: {default: ""}
                    command: "echo {greeting} && echo $MLFLOW_RUN_ID $MLFLOW_EXPERIMENT_ID $MLFLOW_TRACKING_URI"
                  fail: {command: "exit 3"}
                  speak: {command: "echo one; echo two >&2; pwd; echo ${{MLFLOW_EXPERIMENT_NAME-unset}}"}
                  finish:
                    parameters: {status: string}
                    command: >-
                      curl -sf -H 'Content-Type: application/json' -d
                      "{{\\"run_id\\": \\"$MLFLOW_RUN_ID\\", \\"status\\": \\"{status}\\", \\"end_time\\": 17}}"
                      $MLFLOW_TRACKING_URI/api/2.0/mlflow/runs/update
                """);
    }

    private ProjectRequest.Builder request() {
        return ProjectRequest.of(folder.toString(), Tracking.server(server.uri(), Map.of()))
                .experimentName("projects");
    }

    private ProjectResult run(ProjectRequest.Builder request) {
        return new ProjectRunner(new ProjectOutput(messages::add, lines::add)).run(request.build());
    }

    private static Run onServer(ProjectResult result) {
        return server.client().run(result.runId());
    }

    private static Map<String, String> tags(Run run) {
        return run.data().tags().stream().collect(Collectors.toMap(RunTag::key, RunTag::value));
    }

    @Test
    void tracksARunFromItsStartToItsEnd() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("greeting", "it's $HOME");
        parameters.put("more", "a b");

        ProjectResult result = run(request().parameters(parameters).runName("first"));

        assertThat(result.succeeded()).isTrue();
        assertThat(lines)
                .containsExactly(
                        "it's $HOME",
                        result.runId() + " " + result.experimentId() + " " + server.uri() + " --more a b");
        Run run = onServer(result);
        assertThat(run.info().status()).isEqualTo(RunStatus.FINISHED);
        assertThat(run.info().endTime()).isGreaterThanOrEqualTo(run.info().startTime());
        assertThat(run.info().runName()).isEqualTo("first");
        assertThat(run.data().params())
                .containsExactlyInAnyOrder(
                        new Param("greeting", "it's $HOME"), new Param("empty", ""), new Param("more", "a b"));
        assertThat(tags(run))
                .containsEntry("mlflow.source.name", folder.toString())
                .containsEntry("mlflow.source.type", "PROJECT")
                .containsEntry("mlflow.project.entryPoint", "main")
                .containsEntry("mlflow.project.backend", "local")
                .containsKey("mlflow.user")
                .doesNotContainKeys("mlflow.project.env", "mlflow.source.git.commit");
    }

    @Test
    void runsInTheProjectsFolderAndPassesOnAllThatItPrints() throws IOException {
        ProjectResult result = run(request().entryPoint("speak"));

        assertThat(lines).containsExactly("one", "two", folder.toRealPath().toString(), "unset");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void marksAProcessThatFailedAsFailed() {
        ProjectResult result = run(request().entryPoint("fail"));

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.succeeded()).isFalse();
        assertThat(onServer(result).info().status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void leavesWhatTheProcessSaidOfItself() {
        ProjectResult result = run(request().entryPoint("finish").parameters(Map.of("status", "KILLED")));

        assertThat(onServer(result).info().status()).isEqualTo(RunStatus.KILLED);
        assertThat(onServer(result).info().endTime()).isEqualTo(17);
        assertThat(result.status()).isEqualTo(RunStatus.KILLED);
    }

    @Test
    void takesUpARunThatExists() {
        String id = server.client()
                .createRun(CreateRun.builder().experimentId("0").build())
                .info()
                .runId();

        ProjectResult result = run(request().experimentName(null).runId(id));

        assertThat(result.runId()).isEqualTo(id);
        assertThat(result.experimentId()).isEqualTo("0");
        assertThat(onServer(result).info().status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void makesNoRunOfWhatCannotStart() throws IOException {
        Files.writeString(folder.resolve("MLproject"), "entry_points: {main: {command: 'a {unknown}'}}");

        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> run(request().experimentName("untouched")));
        assertThat(server.client().findExperiment("untouched")).isEmpty();
    }

    @Test
    void marksARunFailedWhoseEnvironmentCannotBeMade() throws IOException {
        Files.writeString(folder.resolve("python_env.yaml"), "dependencies: ['millrace-has-no-such-package==1']");
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("MLFLOW_ENV_ROOT", folder.resolve("envs").toString());
        variables.put("PIP_NO_INDEX", "1");

        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> run(request().experimentName("broken").variables(variables)));

        SearchRuns search = SearchRuns.builder()
                .experimentIds(List.of(server.client().ensureExperiment("broken")))
                .build();
        assertThat(server.client().call(Endpoints.SEARCH_RUNS, search).runs())
                .singleElement()
                .satisfies(run -> assertThat(run.info().status()).isEqualTo(RunStatus.FAILED));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mlflow-skinny==3.17.2             | true
            mlflow-skinny[databricks]         | true
            mlflow-skinny, mlflow==3.17.2     | false
            mlflow                            | false
            scikit-learn                      | false
            """)
    void knowsAnEnvironmentThatOpensNoDatabase(String lines, boolean skinny) {
        EnvironmentSpec spec = new EnvironmentSpec(null, List.of(), List.of(lines.split(", ")), List.of(), folder);

        assertThat(ProjectRunner.asksForSkinny(spec)).isEqualTo(skinny);
    }

    @Test
    void refusesAContainer() throws IOException {
        Files.writeString(folder.resolve("MLproject"), "{docker_env: {image: x}, entry_points: {main: {command: a}}}");

        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> run(request()))
                .withMessageContaining("docker_env")
                .withMessageContaining("name a python_env");
    }
}
