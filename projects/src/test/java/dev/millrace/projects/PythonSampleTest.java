package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.client.Tracking;
import dev.millrace.environments.EnvironmentsConfig;
import dev.millrace.environments.PythonEnvironments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Python sample in the environment it asks for, which the first run on a machine builds. */
@Tag("slow")
@Timeout(600)
class PythonSampleTest {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private ProjectResult run(TrackingServer server, String entryPoint, Map<String, String> parameters) {
        Path sample = Path.of(System.getProperty("millrace.root", ".."), "examples", "breast-cancer");
        ProjectRequest request = ProjectRequest.of(sample.toString(), Tracking.server(server.uri(), Map.of()))
                .entryPoint(entryPoint)
                .experimentName("sample")
                .parameters(parameters)
                .build();
        return new ProjectRunner(new ProjectOutput(lines::add, lines::add)).run(request);
    }

    private static Map<String, Double> metrics(Run run) {
        return run.data().metrics().stream().collect(Collectors.toMap(Metric::key, Metric::value));
    }

    @Test
    void trainsAndEvaluatesTheRunThatIsNamedOrTheLatest(@TempDir Path folder) throws Exception {
        PythonEnvironments environments = new PythonEnvironments(EnvironmentsConfig.of(System.getenv()));
        Requirements.require(environments.hasPython(null), "a Python 3.10 or newer");
        try (TrackingServer server = new TrackingServer(folder)) {
            ProjectResult first = run(server, "train", Map.of("iterations", "20"));
            assertThat(first.succeeded()).as(String.join("\n", lines)).isTrue();
            ProjectResult second = run(server, "train", Map.of("iterations", "3"));
            run(server, "evaluate", Map.of("experiment_name", "sample"));
            run(server, "evaluate", Map.of("experiment_name", "sample", "run_id", first.runId()));

            SearchRuns search = SearchRuns.builder()
                    .experimentIds(List.of(server.client().ensureExperiment("sample_eval")))
                    .orderBy(List.of("attributes.start_time"))
                    .build();
            List<Run> evaluated =
                    server.client().call(Endpoints.SEARCH_RUNS, search).runs();
            assertThat(evaluated).hasSize(2).allMatch(run -> run.info().status() == RunStatus.FINISHED);
            for (int at = 0; at < 2; at++) {
                Run trained = server.client().run(List.of(second, first).get(at).runId());
                assertThat(metrics(evaluated.get(at)).get("accuracy"))
                        .isEqualTo(metrics(trained).get("accuracy"));
            }
        }
    }
}
