package dev.millrace.artifacts.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import dev.millrace.api.ApiException;
import dev.millrace.artifacts.Artifact;
import dev.millrace.artifacts.ArtifactEntry;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactStoreContract;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.AzuriteServer;
import dev.millrace.artifacts.DirectoryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AzureArtifactStoreTest extends ArtifactStoreContract {

    private static AzuriteServer azurite;
    private static AzureStores stores;

    private final ArtifactUri root = AzuriteServer.fresh();

    @BeforeAll
    static void start() {
        azurite = AzuriteServer.start();
        stores = new AzureStores(azurite.environment());
        new BlobContainerClientBuilder()
                .httpClient(new JdkHttpClientBuilder().build())
                .connectionString(azurite.environment().get("AZURE_STORAGE_CONNECTION_STRING"))
                .containerName(AzuriteServer.CONTAINER)
                .buildClient()
                .create();
    }

    @AfterAll
    static void stop() {
        if (azurite != null) {
            azurite.close();
        }
    }

    @Override
    protected ArtifactStore store() {
        return stores.of(root);
    }

    @Test
    void readsTheSameBlobsByTheAddressOfADataLake() throws IOException {
        write("d/a.txt", "hello");
        var lake = ArtifactUri.parse(
                root.toString().replace("wasbs://", "abfss://").replace(".blob.core.", ".dfs.core."));

        try (Artifact artifact = stores.of(lake).open(path("d/a.txt"))) {
            assertThat(artifact.size()).isEqualTo(5);
        }
    }

    @Test
    void takesTheMarksOfDirectoriesForDirectories() throws IOException {
        write("d/e/a.txt", "x");
        var marks = new BlobContainerClientBuilder()
                .httpClient(new JdkHttpClientBuilder().build())
                .connectionString(azurite.environment().get("AZURE_STORAGE_CONNECTION_STRING"))
                .containerName(AzuriteServer.CONTAINER)
                .buildClient();
        String prefix = root.path().substring(1);
        for (String folder : new String[] {"/d", "/d/e", "/d/empty"}) {
            var blob = marks.getBlobClient(prefix + folder);
            blob.upload(new ByteArrayInputStream(new byte[0]), 0);
            blob.setMetadata(Map.of("hdi_isfolder", "true"));
        }

        assertThat(store().list(path("d")))
                .extracting(ArtifactEntry::name, ArtifactEntry::isDirectory)
                .containsExactly(tuple("e", true));
        assertThatThrownBy(() -> store().open(path("d/e"))).isInstanceOf(DirectoryException.class);
        store().delete(path("d"));
        assertThat(store().list(ArtifactPath.ROOT)).isEmpty();
    }

    /** Else the blobs of the connection string's account could be reached by any name. */
    @Test
    void refusesAnotherAccountThanThatOfTheConnectionString() {
        var other = ArtifactUri.parse(root.toString().replace("@devstoreaccount1.", "@another."));

        assertThatThrownBy(() -> stores.of(other))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("'another'")
                .hasMessageContaining("'devstoreaccount1'");
    }

    @Test
    void saysWhatFailedWithoutTheKey() {
        var away = ArtifactUri.parse(root.toString().replace(AzuriteServer.CONTAINER, "no-such-container"));

        assertThatThrownBy(() -> stores.of(away).list(ArtifactPath.ROOT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404 ContainerNotFound")
                .hasMessageNotContaining("Eby8");
    }

    @Test
    void keepsAWrongConnectionStringOutOfTheMessage() {
        try (var wrong = new AzureStores(Map.of("AZURE_STORAGE_CONNECTION_STRING", "AccountKey=hidden"))) {
            assertThatThrownBy(() -> wrong.of(root))
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("AZURE_STORAGE_CONNECTION_STRING")
                    .hasMessageNotContaining("hidden");
        }
    }
}
