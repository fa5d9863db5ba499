package dev.millrace.artifacts.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.SignedAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** An identity without the account's key signs with one that the service lends it ("Get User Delegation Key"). */
class DelegationKeyTest {

    private static final ArtifactUri ROOT =
            ArtifactUri.parse("wasbs://container@account.blob.core.windows.net/artifacts");
    private static final Pattern TIMES = Pattern.compile("<Start>(.*?)</Start>\\s*<Expiry>(.*?)</Expiry>");

    private HttpServer service;
    private final List<String> asked = new ArrayList<>();
    private boolean allowed = true;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", this::answer);
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            var times = TIMES.matcher(body);
            byte[] answer = (allowed && times.find()
                            ? """
                    <?xml version="1.0" encoding="utf-8"?><UserDelegationKey><SignedOid>the-identity</SignedOid>\
                    <SignedTid>the-tenant</SignedTid><SignedStart>%s</SignedStart><SignedExpiry>%s</SignedExpiry>\
                    <SignedService>b</SignedService><SignedVersion>2020-02-10</SignedVersion><Value>a2V5</Value>\
                    </UserDelegationKey>""".formatted(times.group(1), times.group(2))
                            : "<?xml version=\"1.0\"?><Error><Code>AuthorizationPermissionMismatch</Code></Error>")
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            if (!allowed) {
                exchange.getResponseHeaders().set("x-ms-error-code", "AuthorizationPermissionMismatch");
            }
            exchange.sendResponseHeaders(allowed ? 200 : 403, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Test
    void isAskedForAndSignsTheAddress() throws IOException {
        try (AzureStores stores = stores()) {
            String url = signed(stores)
                    .download(ArtifactPath.parse("d/a.bin"), Duration.ofMinutes(5))
                    .url();

            assertThat(asked)
                    .containsExactly("POST /?restype=service&comp=userdelegationkey Bearer token-of-the-identity");
            assertThat(url)
                    .startsWith("https://account.blob.core.windows.net/container/artifacts%2Fd%2Fa.bin?")
                    .contains("skoid=the-identity", "sktid=the-tenant", "sks=b", "sr=b", "sp=r", "sig=");
            assertThat(time(url, "ske")).isEqualTo(time(url, "se"));
            assertThat(time(url, "skt")).isBefore(OffsetDateTime.now());
        }
    }

    @Test
    void thatIsRefusedIsAFailureThatNamesTheFile() {
        allowed = false;
        try (AzureStores stores = stores()) {
            assertThatThrownBy(() -> signed(stores).upload(ArtifactPath.parse("a.bin"), Duration.ofMinutes(5)))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "Azure refused with 403 AuthorizationPermissionMismatch: sign container/artifacts/a.bin");
        }
    }

    private AzureStores stores() {
        return new AzureStores(
                AzureConfig.of(Map.of()),
                new ToLoopback(service.getAddress().getPort(), new JdkHttpClientBuilder().build()),
                request -> Mono.just(new AccessToken(
                        "token-of-the-identity", OffsetDateTime.now().plusHours(1))));
    }

    private static SignedAccess signed(AzureStores stores) {
        return Objects.requireNonNull(stores.of(ROOT).signedAccess());
    }

    private static OffsetDateTime time(String url, String parameter) {
        String value = url.replaceFirst(".*[?&]" + parameter + "=([^&]*).*", "$1");
        return OffsetDateTime.parse(value.replace("%3A", ":"));
    }

    /** Sends to the test's server what is meant for Azure, since the library gives tokens to https alone. */
    private record ToLoopback(int port, HttpClient client) implements HttpClient {
        @Override
        public Mono<HttpResponse> send(HttpRequest request) {
            URI asked = URI.create(request.getUrl().toString());
            return client.send(request.setUrl("http://127.0.0.1:" + port + asked.getRawPath()
                    + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery())));
        }
    }
}
