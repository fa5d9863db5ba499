package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTest {
    @TempDir
    Path folder;

    @Test
    void aServerThatCanWorkIsReady() {
        try (TestServer server = TestServer.start(folder)) {
            var answer = server.send("GET", "/ready", "", "");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("status")).isEqualTo("ready");
            assertThat(answer.at("checks.database")).isEqualTo("ok");
            assertThat(answer.at("checks.artifacts")).isEqualTo("ok");
        }
    }

    @Test
    void aServerThatCannotReachItsArtifactsIsAliveButNotReady() throws IOException {
        // Nothing can be kept below a file.
        Files.writeString(folder.resolve("artifacts"), "no folder");
        try (TestServer server = TestServer.start(folder)) {
            var answer = server.send("GET", "/ready", "", "");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.at("status")).isEqualTo("not ready");
            assertThat(answer.at("checks.database")).isEqualTo("ok");
            assertThat(answer.at("checks.artifacts")).isEqualTo("failed");
            assertThat(answer.body()).doesNotContain(folder.toString());
            assertThat(server.send("GET", "/health", "", "").status()).isEqualTo(200);
        }
    }

    @Test
    void isAskedUnderThePrefix() throws IOException {
        var config = ServerConfig.of(
                        "127.0.0.1",
                        0,
                        "sqlite:///" + folder.resolve("mlflow.db"),
                        folder.resolve("artifacts").toString())
                .withStaticPrefix("/ml");
        try (TestServer server = TestServer.start(config)) {
            assertThat(server.send("GET", "/ml/ready", "", "").status()).isEqualTo(200);
            assertThat(server.send("GET", "/ready", "", "").status()).isEqualTo(404);
        }
    }

    @Test
    void oneAnswerServesAllWhoAskAtOnce() throws Exception {
        var asked = new AtomicInteger();
        var readiness = new Readiness(Map.of("database", asked::incrementAndGet), Duration.ofSeconds(5));

        for (int i = 0; i < 10; i++) {
            assertThat(readiness.handle(null).status()).isEqualTo(200);
        }

        assertThat(asked).hasValueBetween(1, 2);
    }

    @Test
    void whatHangsIsNamedAndNotAskedAgain() throws Exception {
        var asked = new AtomicInteger();
        var hangs = new CountDownLatch(1);
        var checks = new LinkedHashMap<String, Readiness.Check>();
        checks.put("database", () -> {
            asked.incrementAndGet();
            hangs.await();
        });
        checks.put("artifacts", () -> {});
        var readiness = new Readiness(checks, Duration.ofMillis(50));

        var first = readiness.handle(null);
        assertThat(first.status()).isEqualTo(503);
        assertThat(new String(((dev.millrace.http.Body.Bytes) first.body()).bytes()))
                .contains("\"database\"", "no answer", "\"artifacts\"", "ok");

        long past = System.nanoTime() + Duration.ofMillis(1100).toNanos();
        while (System.nanoTime() < past) {
            readiness.handle(null);
        }
        assertThat(asked).hasValue(1);
        hangs.countDown();
        while (readiness.handle(null).status() != 200) {
            Thread.onSpinWait();
        }
    }
}
