package dev.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.http.HttpConfig;
import dev.millrace.http.HttpServer;
import dev.millrace.http.Metrics;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.Scorer;
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
