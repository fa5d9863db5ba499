package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that has two connections at most. */
@Timeout(30)
class ConnectionLimitTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @Test
    void oneMoreWaitsUntilAnotherEnds() throws Exception {
        try (var server = start();
                var first = new RawSocket(server.port());
                var second = new RawSocket(server.port());
                var third = new RawSocket(server.port())) {
            assertThat(first.send(GET).answer().status()).isEqualTo(200);
            assertThat(second.send(GET).answer().status()).isEqualTo(200);
            assertThat(third.send(GET).isSilentFor(Duration.ofMillis(300))).isTrue();
            assertThat(second.send(GET).answer().status()).isEqualTo(200);

            first.close();

            assertThat(third.answer().status()).isEqualTo(200);
        }
    }

    private static HttpServer start() throws IOException {
        var config = HttpConfig.of("127.0.0.1", 0).withConnections(2).withStopTimeout(Duration.ZERO);
        return HttpServer.start(config, exchange -> Response.text(200, "hello"));
    }
}
