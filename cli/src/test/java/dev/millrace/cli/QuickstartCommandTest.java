package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace quickstart} with the Java sample, started as a process; .ci/run tries the Python one. */
@Tag("command")
class QuickstartCommandTest {
    private static final Map<String, String> IN_CHECKOUT =
            Map.of("MILLRACE_JAVA_OPTS", "-Dmillrace.checkout=" + System.getProperty("millrace.root"));

    @TempDir
    Path folder;

    @Test
    @Tag("slow")
    void goesFromNothingToAServedModelAlsoWhereThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandResult result = CommandResult.of(
                    IN_CHECKOUT,
                    folder,
                    "quickstart",
                    "--once",
                    "--sample",
                    "java",
                    "--port",
                    String.valueOf(taken.getLocalPort()));

            assertThat(result.err()).isEmpty();
            assertThat(result.code()).isZero();
            assertThat(result.out())
                    .contains("port " + taken.getLocalPort() + " is taken by process "
                            + ProcessHandle.current().pid())
                    .containsPattern("142 rows: 0 labels differ")
                    .contains("  " + CommandResult.launcher()
                            + " server --backend-store-uri sqlite:///millrace-data/mlflow.db"
                            + " --artifacts-destination millrace-data/artifacts\n")
                    .containsPattern("accuracy +0\\.9")
                    .containsPattern("model +models:/breast-cancer/1, alias champion");
            assertThat(folder.resolve("millrace-data/mlflow.db")).exists();
        }
    }

    @Test
    void stopsWhenItIsTerminatedWhileAProjectRuns() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        CommandResult.launcher().toString(), "quickstart", "--sample", "java", "--port", "15990")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(IN_CHECKOUT);
        Process quickstart = builder.start();
        try (BufferedReader out = quickstart.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.contains("tail -f")) {
                line = out.readLine();
            }
            assertThat(line).contains("train.log");

            // By its handle: the process object would close the pipe, too.
            quickstart.toHandle().destroy();

            assertThat(out.lines()).contains("millrace quickstart: interrupted");
        } finally {
            quickstart.destroyForcibly();
        }

        assertThat(quickstart.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(quickstart.exitValue()).isEqualTo(143);
    }

    @Test
    void saysThatItsFolderCannotBeMade() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        for (String data : List.of(file.toString(), file + "/below")) {
            CommandResult result =
                    CommandResult.of(IN_CHECKOUT, folder, "quickstart", "--sample", "java", "--data", data);

            assertThat(result.code()).as(data).isEqualTo(1);
            assertThat(result.err().lines())
                    .singleElement()
                    .asString()
                    .contains(data)
                    .contains("--data");
        }
    }

    @Test
    void aSecondOneIsToldOfAnotherFolder() throws Exception {
        Path data = Files.createDirectory(folder.resolve("taken"));
        ServerConfig first =
                ServerConfig.of("127.0.0.1", 0, "sqlite:///" + data.resolve("mlflow.db"), folder.toString());
        try (Server server = Server.start(first)) {
            assertThat(server.port()).isPositive();

            CommandResult result =
                    CommandResult.of(IN_CHECKOUT, folder, "quickstart", "--sample", "java", "--data", data.toString());

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).contains("in use by another Millrace server", "--data");
        }
    }

    @Test
    void refusesWhatDoesNotFitTogether() throws Exception {
        assertThat(CommandResult.of("quickstart", "--sample", "java", "--model-flavor", "sklearn")
                        .code())
                .isEqualTo(2);
        assertThat(CommandResult.of("quickstart", "--sample", "r").err()).contains("choose from python, java");
    }
}
