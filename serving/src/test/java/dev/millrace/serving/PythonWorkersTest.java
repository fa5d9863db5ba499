package dev.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.http.HttpConfig;
import dev.millrace.serving.model.InvalidModelException;
import dev.millrace.serving.python.PythonCommand;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers of models that need Python. */
@Tag("slow")
@Timeout(240)
class PythonWorkersTest {

    private static String does(String what) {
        return "{\"inputs\": {\"a\": [1]}, \"params\": {\"k\": \"" + what + "\"}}";
    }

    @Test
    void aCrashIsOneFailedRequest() throws Exception {
        try (var server = ScoringServer.start(PythonModels.config("ret"));
                var client = new Client(server)) {
            String first = client.invoke(does("pid")).body();
            HttpResponse<String> crash = client.invoke(does("die"));
            assertThat(crash.statusCode()).isEqualTo(500);
            assertThat(crash.body()).contains("INTERNAL_ERROR").contains("ended");
            HttpResponse<String> next = client.invoke(does("pid"));
            assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
            assertThat(next.body()).isNotEqualTo(first);
            assertThat(client.get("/metrics").body()).contains("millrace_scoring_workers_ended_total 1");
        }
    }

    @Test
    void aRequestThatTakesTooLongEndsItsWorker() throws Exception {
        try (var server = ScoringServer.start(PythonModels.config("ret").withTimeout(Duration.ofSeconds(2)));
                var client = new Client(server)) {
            String worker = pid(client.invoke(does("pid")));
            HttpResponse<String> late = client.invoke(does("sleep"));
            assertThat(late.statusCode()).isEqualTo(504);
            ProcessHandle.of(Long.parseLong(worker)).ifPresent(p -> p.onExit().join());
            client.awaitMetric("millrace_scoring_workers_ended_total 1");
            client.awaitMetric("millrace_scoring_workers 1"); // the next one has the model loaded
            HttpResponse<String> next = client.invoke(does("i8"));
            assertThat(next.body()).isEqualTo("{\"predictions\": [1, 2]}");
        }
    }

    @Test
    void severalWorkersShareTheWork() throws Exception {
        try (var server = ScoringServer.start(PythonModels.config("ret").withWorkers(2));
                var client = new Client(server)) {
            client.awaitMetric("millrace_scoring_workers 2");
            Set<String> workers = new HashSet<>();
            for (int round = 0; workers.size() < 2 && round < 100; round++) {
                List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 4)
                        .mapToObj(i -> client.invokeLater(does("pid")))
                        .toList();
                answers.forEach(answer -> workers.add(pid(answer.join())));
            }
            assertThat(workers).hasSize(2);
        }
    }

    private static String pid(HttpResponse<String> answer) {
        return answer.body().replaceAll("\\D", "");
    }

    @Test
    void workersEndWithTheServer() throws Exception {
        long pid;
        try (var server = ScoringServer.start(PythonModels.config("ret"));
                var client = new Client(server)) {
            pid = Long.parseLong(pid(client.invoke(does("pid"))));
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
        ProcessHandle.of(pid).ifPresent(worker -> worker.onExit().join());
    }

    /** As a terminal sends it to all that runs in it. */
    @Test
    void anInterruptIsLeftToTheServer() throws Exception {
        try (var server = ScoringServer.start(PythonModels.config("ret"));
                var client = new Client(server)) {
            String worker = pid(client.invoke(does("pid")));

            assertThat(new ProcessBuilder("kill", "-INT", worker).start().waitFor())
                    .isZero();

            assertThat(pid(client.invoke(does("pid")))).isEqualTo(worker);
        }
    }

    @Test
    void requestsThatWaitAreScoredTogether() throws Exception {
        try (var server = ScoringServer.start(PythonModels.config("rf4"));
                var client = new Client(server)) {
            List<String> rows = List.of("5.1, 3.5, 1.4, 0.2", "6.7, 3.0, 5.2, 2.3", "5.9, 2.8, 4.2, 1.3");
            List<String> classes = List.of("[0]", "[2]", "[1]");
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 60)
                    .mapToObj(i -> client.invokeLater(
                            i % 20 == 7
                                    ? "{\"dataframe_split\": {\"columns\": [\"sl\"], \"data\": [[1]]}}"
                                    : "{\"dataframe_split\": {\"columns\": [\"sl\", \"sw\", \"pl\", \"pw\"], \"data\": [["
                                            + rows.get(i % 3) + "]]}}"))
                    .toList();
            for (int i = 0; i < 60; i++) {
                HttpResponse<String> answer = answers.get(i).join();
                if (i % 20 == 7) {
                    assertThat(answer.statusCode()).isEqualTo(400);
                } else {
                    assertThat(answer.body()).isEqualTo("{\"predictions\": " + classes.get(i % 3) + "}");
                }
            }
            String metrics = client.get("/metrics").body();
            assertThat(metrics).doesNotContain("millrace_scoring_batch_requests_count 60\n");
        }
    }

    @Test
    void saysWhatPythonLacks(@TempDir Path folder) throws Exception {
        Path python = Path.of("/usr/bin/python3");
        Requirements.require(Files.isExecutable(python), "/usr/bin/python3");
        ScoringConfig config = PythonModels.config("ret");
        Files.createDirectory(folder.resolve("mlflow"));
        Files.writeString(folder.resolve("mlflow/__init__.py"), "import no_such_module_here");
        var command = new PythonCommand(python, Map.of("PYTHONPATH", folder.toString()));
        ScoringConfig lacking = ScoringConfig.of(config.model(), () -> command).withHttp(HttpConfig.of("127.0.0.1", 0));
        assertThatThrownBy(() -> ScoringServer.start(lacking))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("/usr/bin/python3 has no module no_such_module_here");
    }

    @Test
    void saysThatPythonCannotBeStarted() {
        var command = new PythonCommand(Path.of("/no/python"), System.getenv());
        ScoringConfig config = ScoringConfig.of(PythonModels.config("ret").model(), () -> command)
                .withHttp(HttpConfig.of("127.0.0.1", 0));
        assertThatThrownBy(() -> ScoringServer.start(config))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("/no/python");
    }
}
