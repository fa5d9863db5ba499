package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no proper client sends get an error soon, never a hang, and never touch a file outside. */
class RawRequestTest {

    private static final String LOG_BATCH = "/api/2.0/mlflow/runs/log-batch";
    private static final int SOON_MILLIS = 20_000;

    private final Millrace millrace = new Millrace();
    private URI server;
    private WireClient client;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        server = millrace.start(data);
        client = new WireClient(server);
        Files.writeString(folder.resolve("secret.txt"), "secret");
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(client.send("GET", "/health", Map.of(), null).status()).isEqualTo(200);
        millrace.close();
        assertThat(folder.resolve("secret.txt")).hasContent("secret");
        assertThat(folder).isDirectoryNotContaining("glob:**stolen*");
    }

    @Test
    void aBodyThatEndsTooSoonIsRefused() throws IOException {
        String request = "POST " + LOG_BATCH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000\r\nConnection: close\r\n\r\n{\"run_id\": \"x\"";
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(SOON_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            String answer = answer(socket);

            assertThat(answer)
                    .satisfiesAnyOf(
                            text -> assertThat(text).startsWith("HTTP/1.1 400"),
                            text -> assertThat(text).isEmpty());
        }
    }

    @Test
    void aChunkedBodyThatIsGarbledIsRefused() throws IOException {
        String request = "POST " + LOG_BATCH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n{}\r\n0\r\n\r\n";
        assertThat(raw(request)).startsWith("HTTP/1.1 400");
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedWithoutReadingIt() throws IOException {
        String request = "POST " + LOG_BATCH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 9000000000\r\nConnection: close\r\n\r\n{";
        assertThat(raw(request)).startsWith("HTTP/1.1 413");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET\r\n\r\n",
                "GET /health HTTP/9.9\r\n\r\n",
                "GET /health HTTP/1.1\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n",
                "POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
                "POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\n{}",
                "GET /api/2.0/mlflow/experiments/get?experiment_id=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/2.0/mlflow/experiments/get?experiment_id=%ff%fe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            })
    void whatIsNotHttpIsRefused(String request) throws IOException {
        assertThat(raw(request)).matches("(?s)HTTP/1.1 (4|5)\\d\\d .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "[", "nul", "{\"run_id\"", "\u0000", "{\"a\":1}{", "'x'", "{\"run_id\": \"\\q\"}", "\uFEFF{"
            })
    void aBodyThatIsNotJsonIsRefusedWithAJsonError(String body) throws IOException {
        Answer answer = client.send(
                "POST", LOG_BATCH, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isIn("BAD_REQUEST", "INVALID_PARAMETER_VALUE");
    }

    @Test
    void deepJsonAndBrokenTextAreRefused() throws IOException {
        Map<String, String> json = Map.of("Content-Type", "application/json");
        byte[] deep = ("{\"run_id\": " + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
        byte[] ignoredDeep =
                ("{\"x\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}").getBytes(StandardCharsets.UTF_8);
        byte[] broken = {'{', '"', 'r', 'u', 'n', '_', 'i', 'd', '"', ':', '"', (byte) 0xff, (byte) 0xc0, '"', '}'};

        assertThat(client.send("POST", LOG_BATCH, json, deep).status()).isEqualTo(400);
        assertThat(client.send("POST", LOG_BATCH, json, ignoredDeep).status()).isEqualTo(400);
        assertThat(client.send("POST", LOG_BATCH, json, broken).status()).isEqualTo(400);
    }

    /** Each climbs out of the artifact folder, were it believed; {@code #} stands for a dot-dot in some disguise. */
    @ParameterizedTest
    @CsvSource({
        "../secret.txt",
        "../../secret.txt",
        "a/../../secret.txt",
        "a/b/../../../secret.txt",
        "%2e%2e/secret.txt",
        ".%2e/secret.txt",
        "%2e%2e%2fsecret.txt",
        "..%2fsecret.txt",
        "..%5csecret.txt",
        "..\\secret.txt",
        "%252e%252e/secret.txt",
        "%252e%252e%252fsecret.txt",
        "%25252e%25252e%25252fsecret.txt",
        "%2525252525252525252e%2525252525252525252e/secret.txt",
        "%252525252525252525252e%252525252525252525252e/secret.txt",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "%252fetc%252fpasswd",
        "//etc/passwd",
        "file:///etc/passwd",
        "file:%2f%2f%2fetc%2fpasswd",
        "c:\\secret.txt",
        "c:/secret.txt",
        "c%3a%5csecret.txt",
        "\\\\host\\share",
        "%5c%5chost%5cshare",
        "a%00/../../secret.txt",
        "..%00/secret.txt",
        "..;/secret.txt",
        "%c0%ae%c0%ae/secret.txt",
        "%e0%80%ae%e0%80%ae/secret.txt",
        "link/secret.txt"
    })
    void noPathLeavesTheArtifactFolder(String path) throws IOException {
        Path artifacts = Files.createDirectories(folder.resolve("data/mlartifacts"));
        Files.createSymbolicLink(artifacts.resolve("link"), folder);
        String proxy = "/api/2.0/mlflow-artifacts/artifacts/";

        Answer read = client.send("GET", proxy + path, Map.of(), null);
        assertThat(read.text())
                .doesNotContain("secret\n")
                .isNotEqualTo("secret")
                .doesNotContain("root:");
        assertThat(read.status()).isGreaterThanOrEqualTo(400).isLessThan(500);

        client.send("PUT", proxy + path.replace("secret", "stolen"), Map.of(), "x".getBytes(StandardCharsets.UTF_8));
        client.send("PUT", proxy + path, Map.of(), "x".getBytes(StandardCharsets.UTF_8));
        client.send("DELETE", proxy + path, Map.of(), null);
        Answer list = client.send("GET", "/api/2.0/mlflow-artifacts/artifacts?path=" + path, Map.of(), null);
        assertThat(list.text()).doesNotContain("secret.txt\"");
        assertThat(Files.exists(folder.resolve("stolen.txt"))).isFalse();
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(SOON_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return answer(socket);
        }
    }

    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
