package dev.millrace.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactStoreContract;
import dev.millrace.artifacts.ArtifactStores;
import dev.millrace.artifacts.StoresConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The store of files that are behind the artifact proxy of another server, here a Millrace. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyStoreTest extends ArtifactStoreContract {

    private final String folder = UUID.randomUUID().toString();
    private Subject subject;
    private URI server;
    private String below = "";

    Subject subject(Path data) throws IOException {
        return new Millrace();
    }

    @BeforeAll
    void start(@TempDir Path data) throws IOException {
        subject = subject(data);
        server = subject.start(data);
    }

    @AfterAll
    void stop() throws IOException {
        if (subject != null) {
            subject.close();
        }
    }

    @BeforeEach
    void fresh() {
        below = folder + "/" + UUID.randomUUID();
    }

    @Override
    protected ArtifactStore store() {
        return stores(Map.of()).of("mlflow-artifacts://" + server.getAuthority() + "/" + below);
    }

    private static ArtifactStores stores(Map<String, String> environment) {
        return new ArtifactStores(new StoresConfig(null, environment));
    }

    @Test
    void isTheSamePlaceByEveryFormOfItsAddress() throws IOException {
        write("a.txt", "x");

        assertThat(stores(Map.of())
                        .of(server + "/api/2.0/mlflow-artifacts/artifacts/" + below)
                        .list(ArtifactPath.ROOT))
                .hasSize(1);
        assertThat(stores(Map.of("MLFLOW_TRACKING_URI", server.toString()))
                        .of("mlflow-artifacts:/" + below)
                        .list(ArtifactPath.ROOT))
                .hasSize(1);
    }

    @Test
    void refusesWhatIsNoAddressOfAProxy() {
        assertThatThrownBy(() -> stores(Map.of()).of("http://host/files"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("must be the address of a server's artifact proxy");
        assertThatThrownBy(() -> stores(Map.of()).of(server + "/api/2.0/mlflow-artifacts/artifactsteam"))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> stores(Map.of()).of("mlflow-artifacts://host/a/../b"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("climbs out");
        assertThatThrownBy(() ->
                        stores(Map.of("MLFLOW_TRACKING_TOKEN", "se\ncret")).of("mlflow-artifacts://host/a"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("MLFLOW_TRACKING_TOKEN")
                .message()
                .doesNotContain("cret");
        assertThatThrownBy(() -> stores(Map.of()).of("mlflow-artifacts:/a"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("MLFLOW_TRACKING_URI");
        assertThatThrownBy(() -> stores(Map.of()).of("mlflow-artifacts://user:secret@host/a"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("MLFLOW_TRACKING_PASSWORD")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void saysWhichServerDoesNotAnswer() {
        ArtifactStore nobody = stores(Map.of()).of("mlflow-artifacts://127.0.0.1:1/a");

        assertThatThrownBy(() -> nobody.write(ArtifactPath.parse("f"), new ByteArrayInputStream("x".getBytes(UTF_8))))
                .isInstanceOf(IOException.class);
    }
}
