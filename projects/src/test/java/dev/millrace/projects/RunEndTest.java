package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.client.Artifacts;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.Tracking;
import dev.millrace.client.TrackingClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How runs end where the server or the caller fails: real processes, a real server with a gate before it. */
class RunEndTest {
    @TempDir
    private Path folder;

    private TrackingServer server;
    private Gate gate;

    @BeforeEach
    void start() throws IOException {
        server = new TrackingServer(folder);
        gate = new Gate(server.uri());
        Files.writeString(folder.resolve("MLproject"), """
                entry_points:
                  main: {command: "echo done"}
                  long: {command: "echo $$; sleep 300"}
                  read:
                    parameters: {data: path}
                    command: "echo {data}; cat {data}"
                """);
    }

    @AfterEach
    void stop() {
        gate.close();
        server.close();
    }

    private ProjectRequest.Builder request() {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
        return ProjectRequest.of(folder.toString(), Tracking.server(gate.uri(), variables))
                .variables(variables);
    }

    private static ProjectRunner runner(Consumer<String> lines) {
        return new ProjectRunner(new ProjectOutput(message -> {}, lines));
    }

    private RunStatus onlyRun() {
        SearchRuns search = SearchRuns.builder().experimentIds(List.of("0")).build();
        List<Run> runs = server.client().call(Endpoints.SEARCH_RUNS, search).runs();
        assertThat(runs).hasSize(1);
        return runs.getFirst().info().status();
    }

    @Test
    void staysFinishedWhenTheServerMissesItsEndAtFirst() {
        for (String path : List.of("runs/get", "runs/update")) {
            gate.refuse(path, 1);

            assertThatThrownBy(() -> runner(line -> {}).run(request().build()))
                    .as(path)
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("ended with exit code 0")
                    .hasMessageContaining("could not be marked as FINISHED");
        }

        SearchRuns search = SearchRuns.builder().experimentIds(List.of("0")).build();
        assertThat(server.client().call(Endpoints.SEARCH_RUNS, search).runs())
                .hasSize(2)
                .allSatisfy(run -> assertThat(run.info().status()).isEqualTo(RunStatus.FINISHED));
    }

    @Test
    @Timeout(30)
    void isToldAtOnceBySomebodyInAHurryWhileTheServerIsSlow() throws Exception {
        TrackingClient client = new TrackingClient(ClientConfig.of(gate.uri(), Map.of()));
        TrackedRun run = TrackedRun.begin(client, request().build(), Map.of());
        gate.hold("runs/get");
        CompletableFuture<RunStatus> patient = CompletableFuture.supplyAsync(() -> run.end(RunStatus.FINISHED));
        assertThat(gate.holding.await(20, TimeUnit.SECONDS)).isTrue();

        run.kill(client);

        // Its process had ended by itself.
        assertThat(onlyRun()).isEqualTo(RunStatus.FINISHED);
        gate.release.countDown();
        assertThat(patient.get(20, TimeUnit.SECONDS)).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void failsAndLeavesNoProcessBehindWhenTheListenerFails() {
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        assertThatThrownBy(() -> runner(line -> {
                            lines.add(line);
                            throw new AssertionError("the listener is broken");
                        })
                        .run(request().entryPoint("long").build()))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the listener is broken");

        assertThat(onlyRun()).isEqualTo(RunStatus.FAILED);
        assertThat(ProcessHandle.of(Long.parseLong(lines.element())).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void deletesTheFilesThatItFetchedUnlessTheUserSaidWhere() {
        TrackingClient client = server.client();
        String root = TrackedRun.begin(client, request().build(), Map.of()).id();
        Artifacts artifacts = new Artifacts(client);
        artifacts.upload(
                "content".getBytes(StandardCharsets.UTF_8),
                Artifacts.child(client.run(root).info().artifactUri(), "data.txt"));
        ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
        Map<String, String> data = Map.of("data", "runs:/" + root + "/data.txt");
        ProjectRequest.Builder request = request().entryPoint("read").parameters(data);

        runner(lines::add).run(request.build());
        runner(lines::add).run(request.storageFolder(folder.resolve("kept")).build());

        Path temporary = Path.of(lines.remove());
        assertThat(lines.remove()).isEqualTo("content");
        assertThat(temporary).doesNotExist();
        assertThat(temporary.getParent().getParent()).doesNotExist();
        assertThat(Path.of(lines.remove())).startsWith(folder.resolve("kept")).hasContent("content");
    }
}
