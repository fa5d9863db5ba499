package dev.millrace.artifacts.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.AzuriteServer;
import dev.millrace.artifacts.SignedAccessContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AzureSignedAccessTest extends SignedAccessContract {

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
    void signsNothingWithASignatureAlone() {
        try (var lent = new AzureStores(Map.of("AZURE_STORAGE_SAS_TOKEN", "sig=x"))) {
            assertThat(lent.of(root).signedAccess()).isNull();
        }
    }
}
