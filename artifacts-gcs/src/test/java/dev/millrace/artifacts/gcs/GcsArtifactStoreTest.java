package dev.millrace.artifacts.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactStoreContract;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.FakeGcsServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GcsArtifactStoreTest extends ArtifactStoreContract {

    private static FakeGcsServer gcs;
    private static GcsStores stores;

    private final ArtifactUri root = FakeGcsServer.fresh();

    @BeforeAll
    static void start() throws Exception {
        gcs = FakeGcsServer.start();
        stores = new GcsStores(gcs.environment());
    }

    @AfterAll
    static void stop() {
        if (gcs != null) {
            stores.close();
            gcs.close();
        }
    }

    @Override
    protected ArtifactStore store() {
        return stores.of(root);
    }

    @Test
    void listsAndDeletesMoreThanOneBatch() throws IOException {
        for (int i = 0; i < 150; i++) {
            write("many/" + i, "x");
        }

        assertThat(store().list(path("many"))).hasSize(150);
        store().delete(path("many"));
        assertThat(store().list(ArtifactPath.ROOT)).isEmpty();
    }

    @Test
    void saysWhatFailed() {
        assertThatThrownBy(() ->
                        stores.of(ArtifactUri.parse("gs://no-such-bucket/p")).list(ArtifactPath.ROOT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404")
                .hasMessageContaining("list gs://no-such-bucket/p");
    }

    @Test
    void needsABucket() {
        assertThatThrownBy(() -> stores.of(ArtifactUri.parse("gs:///p")))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("names no bucket");
    }
}
