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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace run} and {@code models serve} on a database, without a server. */
@Tag("command")
class RunOnDatabaseTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeProject() throws IOException {
        Files.createDirectory(folder.resolve("project"));
        Files.writeString(
                folder.resolve("project/MLproject"), """
                entry_points:
                  main: {command: "echo $MLFLOW_TRACKING_URI"}
                  wait: {command: "echo $MLFLOW_RUN_ID; while [ ! -e go ]; do sleep 0.05; done"}
                  nested: {command: "'%s' runs describe --run-id $MLFLOW_RUN_ID"}
                  log: {command: "'%s' artifacts log-artifact --run-id $MLFLOW_RUN_ID --local-file MLproject"}
                """.formatted(CommandResult.launcher(), CommandResult.launcher()));
    }

    private CommandResult run(Map<String, String> environment, String... words) throws Exception {
        return CommandResult.of(environment, folder, words);
    }

    /** The runs, as a server finds them afterwards. */
    private List<Run> runs() throws IOException {
        ServerConfig config = ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("mlflow.db"),
                folder.resolve("served").toString());
        try (Server server = Server.start(config)) {
            return new TrackingClient(ClientConfig.of("http://127.0.0.1:" + server.port(), Map.of()))
                    .call(
                            Endpoints.SEARCH_RUNS,
                            SearchRuns.builder().experimentIds(List.of("0")).build())
                    .runs();
        }
    }

    @Test
    void makesTheDatabaseOfTheFolderWhereNothingIsNamed() throws Exception {
        CommandResult result = run(Map.of(), "run", "project");

        assertThat(result.err())
                .contains("goes to a new mlflow.db in this folder")
                .contains(" is FINISHED");
        assertThat(result.code()).isZero();
        // The project's own folder is another one: a relative path would lead to a second database there.
        assertThat(result.out().strip()).isEqualTo("sqlite:///" + folder.resolve("mlflow.db"));
        assertThat(runs()).hasSize(1);
        assertThat(runs().getFirst().info().status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void leavesTheDatabaseToWhatTheProjectRuns() throws Exception {
        CommandResult described =
                run(Map.of("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db"), "run", "project", "-e", "nested");
        CommandResult logged = run(Map.of(), "run", "project", "-e", "log");

        assertThat(described.err()).contains(" is FINISHED").doesNotContain("in this folder");
        assertThat(described.out()).contains("\"status\": \"RUNNING\"");
        assertThat(logged.err()).contains(" is FINISHED");
        assertThat(logged.code()).isZero();
        Path artifacts = Path.of(String.valueOf(runs().getFirst().info().artifactUri()));
        assertThat(artifacts).startsWith(folder.resolve("mlruns"));
        assertThat(artifacts.resolve("MLproject")).exists();
    }

    @Test
    void namesTheServerWhereOneHasTheDatabase() throws Exception {
        String database = "sqlite:///" + folder.resolve("mlflow.db");
        ServerConfig config = ServerConfig.of(
                "127.0.0.1", 0, database, folder.resolve("served").toString());
        try (Server server = Server.start(config)) {
            assertThat(server.port()).isPositive();

            CommandResult result = run(Map.of("MLFLOW_TRACKING_URI", database), "run", "project");

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).contains("in use by another Millrace server", "MLFLOW_TRACKING_URI=http://");
        }
        assertThat(runs()).isEmpty();
    }

    @Test
    void saysWhatBecameOfTheRunWhereAServerHasTakenTheDatabaseMeanwhile() throws Exception {
        Path log = folder.resolve("log");
        Process command = new ProcessBuilder(CommandResult.launcher().toString(), "run", "project", "-e", "wait")
                .directory(folder.toFile())
                .redirectError(log.toFile())
                .start();
        String database = "sqlite:///" + folder.resolve("mlflow.db");
        ServerConfig config = ServerConfig.of(
                "127.0.0.1", 0, database, folder.resolve("served").toString());
        try (BufferedReader out = command.inputReader()) {
            String run = String.valueOf(out.readLine());
            try (Server server = Server.start(config)) {
                assertThat(server.port()).isPositive();
                Files.createFile(folder.resolve("project/go"));

                assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(command.exitValue()).isEqualTo(1);
            assertThat(Files.readString(log))
                    .contains("exit code 0", "run " + run + " could not be marked as FINISHED", "name it instead");
        } finally {
            command.destroyForcibly();
        }
    }

    @Test
    void saysHowRunsInFilesAreMoved() throws Exception {
        Files.createDirectories(folder.resolve("mlruns/0"));
        Files.writeString(folder.resolve("mlruns/0/meta.yaml"), "experiment_id: '0'\n");

        CommandResult result = run(Map.of(), "run", "project");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("mlflow migrate-filestore", "--tracking-uri sqlite:///mlflow.db");
        assertThat(folder.resolve("mlflow.db")).doesNotExist();
    }
}
