package dev.millrace.artifacts.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is sent to services other than Amazon's. */
class S3StoresTest {
    private static final String LIST = """
            <ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>p/a</Key><Size>1</Size></Contents>\
            </ListBucketResult>""";

    @Test
    void sendsTheChecksumThatOlderServicesAskForToDeleteAFolder() throws Exception {
        var checksums = new CompletableFuture<String>();
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> answer(exchange, checksums));
        service.start();
        var environment = Map.of(
                "MLFLOW_S3_ENDPOINT_URL",
                "http://127.0.0.1:" + service.getAddress().getPort(),
                "AWS_ACCESS_KEY_ID",
                "key",
                "AWS_SECRET_ACCESS_KEY",
                "the-secret-key");

        try (var stores = new S3Stores(environment)) {
            stores.of(ArtifactUri.parse("s3://bucket/p")).delete(ArtifactPath.ROOT);
        } finally {
            service.stop(0);
        }

        assertThat(checksums.getNow("nothing was deleted")).isEqualTo("the right one");
    }

    private static void answer(HttpExchange exchange, CompletableFuture<String> checksums) throws IOException {
        boolean deletes = exchange.getRequestMethod().equals("POST");
        byte[] sent = exchange.getRequestBody().readAllBytes();
        if (deletes) {
            String checksum = exchange.getRequestHeaders().getFirst("Content-MD5");
            checksums.complete(md5(sent).equals(checksum) ? "the right one" : "Content-MD5: " + checksum);
        }
        byte[] body = (deletes ? "<DeleteResult/>" : LIST).getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String md5(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
