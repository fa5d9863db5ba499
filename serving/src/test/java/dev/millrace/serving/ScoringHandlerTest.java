package dev.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.http.HttpConfig;
import dev.millrace.http.HttpServer;
import dev.millrace.http.Metrics;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.Scorer;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the server does while the model is busy, with one that is busy for as long as the test wants. */
class ScoringHandlerTest {
    private static final int LIMIT = 3;

    private final ScoringConfig config = ScoringConfig.of(Path.of("none"), () -> {
                throw new AssertionError("no Python is needed");
            })
            .withHttp(HttpConfig.of("127.0.0.1", 0))
            .withQueue(1);
    private final ScoringHandler handler = new ScoringHandler(config, new Metrics());
    private final Busy model = new Busy();

    @Test
    void refusesWhatIsTooMuchForTheQueue() throws Exception {
        try (var server = HttpServer.start(config.http(), handler);
                var client = new Client(server.port())) {
            handler.ready(model);
            List<CompletableFuture<HttpResponse<String>>> first = IntStream.range(0, LIMIT)
                    .mapToObj(i -> client.invokeLater("{}"))
                    .toList();
            assertThat(model.begun.await(30, TimeUnit.SECONDS)).isTrue();
            HttpResponse<String> refused = client.invoke("{}");
            model.mayEnd.countDown();

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("TEMPORARILY_UNAVAILABLE");
            assertThat(first)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
            assertThat(client.invoke("{}").statusCode()).isEqualTo(200);
        }
    }

    /** The body of the refused request never comes, so that it would be waited for if it were wanted. */
    @Test
    void refusesBeforeTheBodyIsSent() throws Exception {
        try (var server = HttpServer.start(config.http(), handler);
                var client = new Client(server.port());
                var socket = new Socket("127.0.0.1", server.port())) {
            handler.ready(model);
            List<CompletableFuture<HttpResponse<String>>> first = IntStream.range(0, LIMIT)
                    .mapToObj(i -> client.invokeLater("{}"))
                    .toList();
            assertThat(model.begun.await(30, TimeUnit.SECONDS)).isTrue();

            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 503".length());
            assertThat(start).asString(StandardCharsets.US_ASCII).isEqualTo("HTTP/1.1 503");
            socket.close();

            model.mayEnd.countDown();
            assertThat(first)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        }
    }

    @Test
    void refusesLargeBodiesThatTogetherAreTooMuch() throws Exception {
        String large = " ".repeat(200_000);
        try (var server = HttpServer.start(config.http().withBodyBudget(300_000), handler);
                var client = new Client(server.port())) {
            handler.ready(model);
            CompletableFuture<HttpResponse<String>> first = client.invokeLater(large);
            client.awaitMetric("millrace_scoring_under_way 1");

            HttpResponse<String> refused = client.invoke(large);
            CompletableFuture<HttpResponse<String>> small = client.invokeLater("{}");
            client.awaitMetric("millrace_scoring_under_way 2");
            client.awaitMetric("millrace_scoring_refused_total 1");
            model.mayEnd.countDown();

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(refused.body()).contains("TEMPORARILY_UNAVAILABLE");
            assertThat(small.join().statusCode()).isEqualTo(200);
            assertThat(first.join().statusCode()).isEqualTo(200);
            assertThat(client.invoke(large).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void answersWithRetryAfterUntilTheModelIsLoaded() throws Exception {
        model.mayEnd.countDown();
        try (var server = HttpServer.start(config.http(), handler);
                var client = new Client(server.port())) {
            assertThat(client.get("/ping").statusCode()).isEqualTo(503);
            assertThat(client.invoke("{}").headers().firstValue("Retry-After")).hasValue("1");
            handler.ready(model);
            assertThat(client.get("/ping").statusCode()).isEqualTo(200);
            assertThat(client.invoke("{}").statusCode()).isEqualTo(200);
        }
    }

    /** Scores two requests at once, and none to its end before it is told. */
    private static final class Busy implements Scorer {
        final CountDownLatch begun = new CountDownLatch(LIMIT);
        final CountDownLatch mayEnd = new CountDownLatch(1);

        @Override
        public Answer score(@Nullable String contentType, byte[] body, long deadline) throws InterruptedException {
            begun.countDown();
            assertThat(mayEnd.await(60, TimeUnit.SECONDS)).isTrue();
            return new Answer(200, "application/json", "{}".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public int parallel() {
            return LIMIT - 1;
        }

        @Override
        public String describe() {
            return "busy";
        }

        @Override
        public void close() {}
    }
}
