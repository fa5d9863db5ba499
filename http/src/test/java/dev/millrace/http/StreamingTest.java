package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies far larger than what may be held in memory. */
@Timeout(120)
class StreamingTest {

    private static final long SIZE = 300L << 20;
    private static final long MEMORY = 48L << 20;

    @Test
    @Tag("slow")
    void takesABodyInFlatMemory() throws Exception {
        try (HttpServer server = start(exchange -> {
                    var highest = new Highest();
                    long count = highest.count(exchange.body());
                    return Response.text(200, count + " " + (highest.growth() < MEMORY));
                });
                HttpClient client = HttpClient.newHttpClient()) {
            var body = HttpRequest.BodyPublishers.ofInputStream(() -> new Zeros(SIZE));

            var answer = client.send(
                    HttpRequest.newBuilder(uri(server)).PUT(body).build(), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.body()).isEqualTo(SIZE + " true");
        }
    }

    @Test
    @Tag("slow")
    void sendsABodyInFlatMemory() throws Exception {
        try (HttpServer server =
                        start(exchange -> Response.stream("x/y", SIZE, out -> new Zeros(SIZE).transferTo(out)));
                HttpClient client = HttpClient.newHttpClient()) {
            var answer =
                    client.send(HttpRequest.newBuilder(uri(server)).build(), HttpResponse.BodyHandlers.ofInputStream());
            var highest = new Highest();

            assertThat(highest.count(answer.body())).isEqualTo(SIZE);
            assertThat(highest.growth()).isLessThan(MEMORY);
            assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(SIZE);
        }
    }

    @Test
    void sendsABodyOfUnknownLengthInChunks() throws Exception {
        try (HttpServer server =
                        start(exchange -> Response.stream("x/y", -1, out -> new Zeros(100_000).transferTo(out)));
                HttpClient client = HttpClient.newHttpClient()) {
            var answer =
                    client.send(HttpRequest.newBuilder(uri(server)).build(), HttpResponse.BodyHandlers.ofByteArray());

            assertThat(answer.body()).hasSize(100_000);
            assertThat(answer.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
        }
    }

    @Test
    void cutsTheConnectionWhenABodyFailsHalfWay() throws Exception {
        try (HttpServer server = start(exchange -> Response.stream("x/y", -1, StreamingTest::failHalfWay));
                HttpClient client = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> client.send(
                            HttpRequest.newBuilder(uri(server)).build(), HttpResponse.BodyHandlers.ofByteArray()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void endsWhenAClientStopsTaking() throws Exception {
        try (HttpServer server =
                start(exchange -> Response.stream("x/y", SIZE, out -> new Zeros(SIZE).transferTo(out)))) {
            try (var client = new RawSocket(server.port())) {
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            }
        }
    }

    private static void failHalfWay(OutputStream out) throws IOException {
        out.write(new byte[200_000]);
        throw new IOException("The disk is gone");
    }

    private static HttpServer start(Handler handler) throws IOException {
        return HttpServer.start(HttpConfig.of("127.0.0.1", 0).withIdleTimeout(Duration.ofSeconds(5)), handler);
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.port() + "/");
    }

    /** Watches the live heap while a stream is read. */
    private static final class Highest {

        private final long before = live();
        private long highest = before;

        long count(InputStream in) throws IOException {
            byte[] buffer = new byte[64 * 1024];
            long count = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (count / (50L << 20) != (count + read) / (50L << 20)) {
                    highest = Math.max(highest, live());
                }
                count += read;
            }
            return count;
        }

        long growth() {
            return highest - before;
        }

        private static long live() {
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        }
    }

    /** So many zeros, made as they are read. */
    private static final class Zeros extends InputStream {

        private long left;

        Zeros(long count) {
            this.left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            left -= count;
            return count;
        }
    }
}
