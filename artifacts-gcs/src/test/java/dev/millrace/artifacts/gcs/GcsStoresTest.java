package dev.millrace.artifacts.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a service does that fake-gcs-server cannot be brought to. */
class GcsStoresTest {
    private static final String LIST =
            "{\"kind\": \"storage#objects\", \"items\": [{\"bucket\": \"bucket\", \"name\": \"p/a\"}]}";

    private static final String REFUSED = """
            --parts\r
            Content-Type: application/http\r
            Content-ID: <response-1>\r
            \r
            HTTP/1.1 403 Forbidden\r
            Content-Type: application/json\r
            \r
            {"error": {"code": 403, "message": "not allowed", "errors": [{"reason": "forbidden"}]}}\r
            --parts--\r
            """;

    @Test
    void failsWhereObjectsOfAFolderMayNotBeDeleted() throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", GcsStoresTest::answer);
        service.start();
        var environment = Map.of(
                "STORAGE_EMULATOR_HOST",
                "http://127.0.0.1:" + service.getAddress().getPort());

        try (var stores = new GcsStores(environment)) {
            var store = stores.of(ArtifactUri.parse("gs://bucket/p"));
            assertThatThrownBy(() -> store.delete(ArtifactPath.ROOT))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Google Cloud Storage failed with 403 forbidden: delete gs://bucket/p");
        } finally {
            service.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean batch = exchange.getRequestURI().getPath().startsWith("/batch");
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders()
                .set("Content-Type", batch ? "multipart/mixed; boundary=parts" : "application/json");
        byte[] body = (batch ? REFUSED : LIST).getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
