package dev.millrace.artifacts.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.ComputeEngineCredentials;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.FakeGcsServer;
import dev.millrace.artifacts.SignedAccess;
import dev.millrace.artifacts.SignedAccessContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcsSignedAccessTest extends SignedAccessContract {

    private static FakeGoogle google;
    private static GcsStores stores;

    private final ArtifactUri root = FakeGcsServer.fresh();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        ServiceAccount account = ServiceAccount.create();
        google = FakeGoogle.start(account);
        stores = new GcsStores(Map.of(
                "STORAGE_EMULATOR_HOST",
                google.address().toString(),
                "GOOGLE_APPLICATION_CREDENTIALS",
                account.keyFile(folder).toString()));
    }

    @AfterAll
    static void stop() {
        if (google != null) {
            stores.close();
            google.close();
        }
    }

    @Override
    protected ArtifactStore store() {
        return stores.of(root);
    }

    @Test
    void signsWithTheFourthVersionForSoLongAsAsked() throws IOException {
        String url = access(stores)
                .download(ArtifactPath.parse("a"), Duration.ofSeconds(77))
                .url();

        assertThat(url)
                .contains("X-Goog-Algorithm=GOOG4-RSA-SHA256", "X-Goog-Expires=77", "X-Goog-SignedHeaders=host")
                .contains("response-content-disposition=attachment");
    }

    @Test
    void refusesWhatWasNotSigned() throws Exception {
        String url = access(stores)
                .download(ArtifactPath.parse("a"), Duration.ofMinutes(1))
                .url();

        assertThat(get(url.replace("/artifacts/a?", "/artifacts/b?"))).isEqualTo(403);
        assertThat(get(url)).isEqualTo(404);
    }

    /** A machine's own account, or a workload's identity, has no key: Google signs for it when it is asked. */
    @Test
    void hasGoogleSignForAnIdentityWithoutAKey() throws Exception {
        var machine = ComputeEngineCredentials.newBuilder()
                .setHttpTransportFactory(() -> new NetHttpTransport.Builder()
                        .setConnectionFactory(GcsSignedAccessTest::toTheFake)
                        .build())
                .build();
        GcsConfig config =
                GcsConfig.of(Map.of("STORAGE_EMULATOR_HOST", google.address().toString()));
        try (var keyless = new GcsStores(config, machine)) {
            keyless.of(root).write(ArtifactPath.parse("a"), new ByteArrayInputStream(new byte[] {1, 2, 3}));

            String url = access(keyless)
                    .download(ArtifactPath.parse("a"), Duration.ofMinutes(1))
                    .url();

            assertThat(get(url)).isEqualTo(200);
            assertThat(google.signBlobTokens).containsOnly("Bearer token-of-the-machine");
        }
    }

    @Test
    void signsNothingWithoutAnIdentityThatCan() {
        try (var anonymous =
                new GcsStores(Map.of("STORAGE_EMULATOR_HOST", google.address().toString()))) {
            assertThat(anonymous.of(root).signedAccess()).isNull();
        }
    }

    private static HttpURLConnection toTheFake(URL url) throws IOException {
        return (HttpURLConnection)
                URI.create(google.address() + url.getFile()).toURL().openConnection();
    }

    private SignedAccess access(GcsStores of) {
        return Objects.requireNonNull(of.of(root).signedAccess());
    }

    private static int get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
