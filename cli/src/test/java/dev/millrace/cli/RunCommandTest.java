package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.TrackingClient;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace run}, started as a process, on a server of its own. */
@Tag("command")
class RunCommandTest {
    @TempDir
    Path folder;

    private Server server;
    private String uri;

    @BeforeEach
    void start() throws IOException {
        server = Server.start(ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("tracking.db"),
                folder.resolve("artifacts").toString()));
        uri = "http://127.0.0.1:" + server.port();
        Files.writeString(folder.resolve("MLproject"), """
                entry_points:
                  main:
                    parameters: {word: string}
                    command: "echo {word}"
                  fail: {command: "exit 3"}
                  wait: {command: "echo $$; exec sleep 300"}
                """);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private CommandResult run(String... words) throws Exception {
        String[] all = new String[words.length + 2];
        all[0] = "run";
        all[1] = ".";
        System.arraycopy(words, 0, all, 2, words.length);
        return CommandResult.of(Map.of("MLFLOW_TRACKING_URI", uri), folder, all);
    }

    private List<Run> runs() {
        TrackingClient client = new TrackingClient(ClientConfig.of(uri, Map.of()));
        return client.call(
                        Endpoints.SEARCH_RUNS,
                        SearchRuns.builder().experimentIds(List.of("0")).build())
                .runs();
    }

    private RunStatus onlyStatus() {
        assertThat(runs()).hasSize(1);
        return runs().getFirst().info().status();
    }

    @Test
    void endsWith0WhenTheRunFinished() throws Exception {
        CommandResult result = run("-P", "word=it's fine");

        assertThat(result.err()).contains(" is FINISHED");
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("it's fine\n");
        assertThat(onlyStatus()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void endsWith1WhenTheRunFailed() throws Exception {
        CommandResult result = run("-e", "fail");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains(" is FAILED: the project ended with exit code 3");
        assertThat(onlyStatus()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void makesNoRunOfAWrongCall() throws Exception {
        CommandResult missing = run();
        CommandResult malformed = run("-P", "word");
        CommandResult unserved = CommandResult.of(Map.of("MLFLOW_TRACKING_URI", "ftp://host"), folder, "run", ".");
        CommandResult elsewhere =
                CommandResult.of(Map.of("MLFLOW_TRACKING_URI", uri), folder, "run", "file://host/project");

        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("needs a value for: word");
        assertThat(malformed.code()).isEqualTo(2);
        assertThat(malformed.err()).contains("-P word is not NAME=VALUE");
        assertThat(unserved.code()).isEqualTo(2);
        assertThat(unserved.err()).contains("begins with http:// or https://");
        assertThat(elsewhere.code()).isEqualTo(1);
        assertThat(elsewhere.err()).contains("names no file of this machine").doesNotContain("unexpectedly");
        assertThat(runs()).isEmpty();
    }

    @Test
    void saysThatThereIsNoProjectFile() throws Exception {
        Files.createDirectory(folder.resolve("bare"));
        Map<String, String> environment = Map.of("MLFLOW_TRACKING_URI", uri);

        CommandResult result = CommandResult.of(environment, folder, "run", "bare");
        CommandResult script = CommandResult.of(environment, folder, "run", "bare", "-e", "x.py");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains("there is no MLproject file in " + folder.resolve("bare") + ". ")
                .contains("-e NAME.py");
        assertThat(script.err()).contains("x.py does not exist");
    }

    @Test
    void doctorKnowsTheServerThatIsInUse() throws Exception {
        Map<String, String> port = Map.of("MLFLOW_TRACKING_URI", uri, "MLFLOW_PORT", String.valueOf(server.port()));
        Map<String, String> elsewhere = Map.of("MLFLOW_TRACKING_URI", uri + "/nope");

        assertThat(CommandResult.of(port, folder, "doctor").out())
                .containsPattern("ok +Port \\d+ +taken; MLFLOW_TRACKING_URI names a server there")
                .containsPattern("ok +Tracking +" + uri + " answers");
        assertThat(CommandResult.of(elsewhere, folder, "doctor").out())
                .containsPattern("warn +Tracking +MLFLOW_TRACKING_URI: The server at .* seems to be no MLflow server");
    }

    @Test
    void saysThatDatabricksIsNotSupported() throws Exception {
        CommandResult result = CommandResult.of(Map.of("MLFLOW_TRACKING_URI", "databricks"), folder, "run", ".");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("a Databricks workspace as tracking server is not supported");
    }

    @Test
    void namesTheWholeAddressWhereTheSchemeIsMissing() throws Exception {
        CommandResult result = CommandResult.of(Map.of("MLFLOW_TRACKING_URI", "127.0.0.1:6720"), folder, "run", ".");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("did you mean http://127.0.0.1:6720?");
    }

    @Test
    void marksTheRunKilledWhenItIsTerminated() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(CommandResult.launcher().toString(), "run", ".", "-e", "wait")
                .directory(folder.toFile())
                .redirectError(folder.resolve("log").toFile());
        builder.environment().put("MLFLOW_TRACKING_URI", uri);
        Process command = builder.start();
        try (BufferedReader out = command.inputReader()) {
            long project = Long.parseLong(String.valueOf(out.readLine()));

            command.destroy();

            assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(command.exitValue()).isEqualTo(143);
            assertThat(Files.readString(folder.resolve("log")).lines().toList().getLast())
                    .matches("millrace run: interrupted; the run \\w+ is KILLED");
            assertThat(ProcessHandle.of(project).filter(ProcessHandle::isAlive)).isEmpty();
        } finally {
            command.destroyForcibly();
        }
        assertThat(onlyStatus()).isEqualTo(RunStatus.KILLED);
    }
}
