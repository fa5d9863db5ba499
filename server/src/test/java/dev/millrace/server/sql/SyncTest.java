package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.Requirements;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watches the system calls of a server: each answer to a write leaves after the log was synced to the disk. */
@Tag("slow")
@Timeout(180)
class SyncTest {
    private static final int WRITES = 20;
    private static final Pattern CALL =
            Pattern.compile("(\\d+) +(?:<\\.\\.\\. )?(\\w+)(?: resumed>|\\()(.*)", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void eachAnswerLeavesAfterACompletedSync() throws Exception {
        Trace trace = traced("FULL");

        assertThat(trace.answers).isGreaterThanOrEqualTo(WRITES);
        assertThat(trace.answersBeforeSync).isZero();
    }

    @Test
    void withoutASyncForEachCommitThisTestFails() throws Exception {
        Trace trace = traced("NORMAL");

        assertThat(trace.answersBeforeSync).isPositive();
    }

    private Trace traced(String synchronous) throws Exception {
        Requirements.require(Requirements.hasProgram("strace"), "strace");
        Path log = folder.resolve("trace");
        List<String> strace = List.of(
                "strace",
                "-f",
                "-y",
                "-s",
                "24",
                "-e",
                "trace=fdatasync,fsync,pwrite64,write,writev,sendto",
                "-o",
                log.toString());
        try (ServerProcess server = ServerProcess.start(folder.resolve("mlflow.db"), synchronous, strace);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            for (int i = 0; i < WRITES; i++) {
                var request = HttpRequest.newBuilder(URI.create(server.url() + "/api/2.0/mlflow/runs/create"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"experiment_id\": \"0\"}"))
                        .build();
                assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
        return new Trace(Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** What happened, in the order in which the calls began or, for syncs, ended. */
    private static final class Trace {
        int answers;
        int answersBeforeSync;

        Trace(List<String> lines) {
            boolean unsynced = false;
            Map<String, Boolean> syncsUnderWay = new HashMap<>();
            for (String line : lines) {
                Matcher call = CALL.matcher(line);
                if (!call.matches()) {
                    continue;
                }
                String process = call.group(1);
                boolean resumed = line.contains(" resumed>");
                boolean ofLog = call.group(3).contains("-wal>");
                switch (call.group(2)) {
                    case "pwrite64" -> unsynced |= !resumed && ofLog;
                    case "fdatasync", "fsync" -> {
                        boolean completes = line.endsWith("= 0");
                        if (!resumed) {
                            syncsUnderWay.put(process, ofLog);
                        }
                        if (completes && syncsUnderWay.getOrDefault(process, false)) {
                            unsynced = false;
                        }
                    }
                    default -> {
                        if (!resumed && line.contains("HTTP/1.1 200")) {
                            answers++;
                            answersBeforeSync += unsynced ? 1 : 0;
                        }
                    }
                }
            }
        }
    }
}
