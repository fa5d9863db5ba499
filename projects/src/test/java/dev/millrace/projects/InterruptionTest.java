package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.client.Tracking;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runner in a process of its own, which gets a real signal. */
@Tag("slow")
@Timeout(600)
class InterruptionTest {
    /** Runs the project of a folder: what the test starts. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            ProjectOutput output = new ProjectOutput(line -> {}, System.out::println);
            new ProjectRunner(output)
                    .run(ProjectRequest.of(arguments[0], Tracking.server(arguments[1], Map.of()))
                            .build());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void endsAllProcessesAndMarksTheRunKilled(String signal, @TempDir Path folder) throws Exception {
        // Beside a plain child, one whose parent is gone, and one that will not hear of SIGTERM.
        Files.writeString(folder.resolve("MLproject"), """
                entry_points:
                  main:
                    command: >-
                      sh -c 'sleep 300 & echo orphan $!';
                      sh -c 'trap "" TERM; echo deaf $$; exec sleep 301' &
                      sleep 302 & echo child $!; wait
                """);
        try (TrackingServer server = new TrackingServer(folder)) {
            Process runner = start(folder, server.uri());
            List<Long> processes = awaitProcesses(runner);

            new ProcessBuilder("kill", "-" + signal, Long.toString(runner.pid()))
                    .start()
                    .waitFor();

            assertThat(runner.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(runner.exitValue()).isEqualTo(signal.equals("TERM") ? 143 : 130);
            assertThat(processes).noneMatch(InterruptionTest::isAlive);
            SearchRuns search = SearchRuns.builder().experimentIds(List.of("0")).build();
            assertThat(server.client().call(Endpoints.SEARCH_RUNS, search).runs())
                    .singleElement()
                    .extracting(run -> run.info().status())
                    .isEqualTo(RunStatus.KILLED);
        }
    }

    private static boolean isAlive(long pid) {
        // An orphan that has ended may stand in the table until the system's first process looks.
        try (Stream<String> status = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return status.noneMatch(line -> line.startsWith("State:") && (line.contains("Z") || line.contains("X")));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static Process start(Path folder, String uri) throws IOException {
        List<String> command = new ArrayList<>();
        if (ignoresInterrupts()) {
            // As in the background of a shell; the runner would inherit it.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                folder.toString(),
                uri));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Whether this very process was started with SIGINT ignored. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
        }
    }

    private static List<Long> awaitProcesses(Process runner) throws IOException {
        BufferedReader output = runner.inputReader();
        List<Long> found = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.matches("(orphan|deaf|child) \\d+")) {
                found.add(Long.parseLong(line.split(" ")[1]));
                if (found.size() == 3) {
                    return found;
                }
            }
        }
        throw new AssertionError("The project did not start: " + found);
    }
}
