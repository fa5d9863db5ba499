package dev.millrace.server.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are large, and uploads that do not end well. */
@Timeout(120)
class ArtifactStreamingTest {

    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";
    private static final long SIZE = 300L << 20;

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void leavesNothingOfAnUploadThatIsCutOff() throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
            String head = "PUT " + PROXY + "d/a.bin HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
            socket.getOutputStream().write((head + "x".repeat(500_000)).getBytes(UTF_8));
            socket.shutdownOutput();

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("ended before its announced length");
        }

        try (var files = Files.list(folder.resolve("artifacts/d"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    @Tag("slow")
    void passesLargeFilesThroughInFlatMemory() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.server().port() + PROXY + "large.bin");
        try (var client = HttpClient.newHttpClient()) {
            long before = live();
            var put = HttpRequest.newBuilder(uri)
                    .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new Numbers(SIZE)))
                    .build();
            assertThat(client.send(put, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            var got = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());

            assertThat(firstDifference(got.body(), new Numbers(SIZE))).isEqualTo(-1);
            assertThat(live() - before).isLessThan(48L << 20);
        }
    }

    private static long live() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Where two streams differ; -1 when they do not. */
    private static long firstDifference(InputStream one, InputStream other) throws IOException {
        for (long at = 0; ; at += 65_536) {
            byte[] expected = other.readNBytes(65_536);
            if (!java.util.Arrays.equals(one.readNBytes(65_536), expected)) {
                return at;
            }
            if (expected.length == 0) {
                return -1;
            }
        }
    }

    /** Bytes that differ from place to place, made as they are read. */
    private static final class Numbers extends InputStream {

        private final long size;
        private long at;

        Numbers(long size) {
            this.size = size;
        }

        @Override
        public int read() {
            return at >= size ? -1 : next();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (at >= size) {
                return -1;
            }
            int count = (int) Math.min(length, size - at);
            for (int i = 0; i < count; i++) {
                buffer[offset + i] = (byte) next();
            }
            return count;
        }

        private int next() {
            long value = at++;
            return (int) (value ^ (value >> 8) ^ (value >> 16)) & 0xff;
        }
    }
}
