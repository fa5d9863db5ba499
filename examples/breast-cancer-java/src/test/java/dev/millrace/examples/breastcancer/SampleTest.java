package dev.millrace.examples.breastcancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Run;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.Models;
import dev.millrace.client.Tracking;
import dev.millrace.client.TrackingClient;
import dev.millrace.projects.ProjectOutput;
import dev.millrace.projects.ProjectRequest;
import dev.millrace.projects.ProjectResult;
import dev.millrace.projects.ProjectRunner;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample as a project, on the tracking server. */
@Tag("slow")
@Timeout(600)
class SampleTest {
    @TempDir
    private Path folder;

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    private ProjectResult run(Server server, String entryPoint, Map<String, String> parameters) {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("MILLRACE_CLASSPATH", System.getProperty("java.class.path"));
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        ProjectRequest request = ProjectRequest.of(
                        Path.of("").toAbsolutePath().toString(), Tracking.server(uri(server), Map.of()))
                .entryPoint(entryPoint)
                .experimentName("sample")
                .parameters(parameters)
                .variables(variables)
                .build();
        return new ProjectRunner(new ProjectOutput(lines::add, lines::add)).run(request);
    }

    private static String uri(Server server) {
        return "http://127.0.0.1:" + server.port();
    }

    private static Map<String, Double> metrics(Run run) {
        return run.data().metrics().stream().collect(Collectors.toMap(Metric::key, Metric::value));
    }

    @Test
    void trainsAndEvaluates() throws Exception {
        ServerConfig config = ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("t.db"),
                folder.resolve("artifacts").toString());
        try (Server server = Server.start(config)) {
            ProjectResult trained = run(server, "train", Map.of("epochs", "5"));
            assertThat(trained.succeeded()).as(String.join("\n", lines)).isTrue();
            ProjectResult evaluated = run(server, "evaluate", Map.of("experiment_name", "sample"));
            assertThat(evaluated.succeeded()).as(String.join("\n", lines)).isTrue();

            TrackingClient client = new TrackingClient(ClientConfig.of(uri(server), Map.of()));
            Run run = client.run(trained.runId());
            assertThat(metrics(run)).containsKeys("train_loss", "test_loss", "test_accuracy", "f1");
            assertThat(metrics(run).get("accuracy")).isGreaterThan(0.9);
            assertThat(client.findExperiment("sample_eval")).isPresent();
            new Models(client).download("runs:/" + trained.runId() + "/onnx", folder.resolve("model"));
            assertThat(folder.resolve("model/MLmodel")).content().contains("loader_module: mlflow.onnx");
            assertThat(folder.resolve("model/model.onnx")).isNotEmptyFile();
        }
    }
}
