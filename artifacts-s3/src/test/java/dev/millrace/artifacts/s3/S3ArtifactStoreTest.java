package dev.millrace.artifacts.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.artifacts.Artifact;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactStoreContract;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.MotoServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

class S3ArtifactStoreTest extends ArtifactStoreContract {

    private static MotoServer moto;
    private static S3Stores stores;

    private final ArtifactUri root = MotoServer.fresh();

    @BeforeAll
    static void start() throws Exception {
        moto = MotoServer.start();
        stores = new S3Stores(moto.environment());
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            stores.close();
            moto.close();
        }
    }

    @Override
    protected ArtifactStore store() {
        return stores.of(root);
    }

    @Test
    void leavesNoPartsOfAnUploadThatFails() {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[6 << 20]), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut off");
            }
        });

        assertThatThrownBy(() -> store().write(path("large"), broken)).hasMessage("cut off");

        try (S3Client client = S3Stores.client(S3Config.of(moto.environment()))) {
            assertThat(client.listMultipartUploads(request -> request.bucket(root.authority()))
                            .uploads())
                    .isEmpty();
        }
    }

    @Test
    void sendsTheArgumentsThatTheVariableNames() throws IOException {
        Map<String, String> environment = moto.environment();
        environment.put(
                "MLFLOW_S3_UPLOAD_EXTRA_ARGS",
                "{\"ServerSideEncryption\": \"AES256\", \"StorageClass\": \"STANDARD_IA\", \"CacheControl\": \"no-store\"}");
        try (var special = new S3Stores(environment);
                S3Client client = S3Stores.client(S3Config.of(environment))) {
            for (int size : new int[] {1, 6 << 20}) {
                special.of(root).write(path("m.json"), new ByteArrayInputStream(new byte[size]));

                var head = client.headObject(request ->
                        request.bucket(root.authority()).key(root.path().substring(1) + "/m.json"));
                assertThat(head.serverSideEncryptionAsString()).isEqualTo("AES256");
                assertThat(head.storageClassAsString()).isEqualTo("STANDARD_IA");
                assertThat(head.cacheControl()).isEqualTo("no-store");
                assertThat(head.contentType()).isEqualTo("text/plain");
            }
        }
    }

    @Test
    void listsMoreThanOnePage() throws IOException {
        for (int i = 0; i < 1001; i++) {
            write("many/" + i, "x");
        }

        assertThat(store().list(path("many"))).hasSize(1001);
        store().delete(path("many"));
        assertThat(store().list(ArtifactPath.ROOT)).isEmpty();
    }

    @Test
    void keepsTheSecretOutOfFailures() {
        var away = ArtifactUri.parse("s3://no-such-bucket/p");

        assertThatThrownBy(() -> stores.of(away).list(ArtifactPath.ROOT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404 NoSuchBucket")
                .hasMessageContaining("list s3://no-such-bucket/p")
                .hasMessageNotContaining("the-secret-key");
        assertThat(S3Config.of(moto.environment()).toString()).doesNotContain("the-secret-key");
    }

    @Test
    void needsABucket() {
        assertThatThrownBy(() -> stores.of(ArtifactUri.parse("s3:///p")))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("names no bucket");
    }

    @Test
    void readsWithoutSignatureWhenToldSo() throws IOException {
        Map<String, String> environment = moto.environment();
        environment.put("MLFLOW_S3_UPLOAD_EXTRA_ARGS", "{\"ACL\": \"public-read\"}");
        try (var owner = new S3Stores(environment)) {
            owner.of(root).write(path("a.txt"), new ByteArrayInputStream("hello".getBytes(UTF_8)));
        }
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("MLFLOW_EXPERIMENTAL_S3_SIGNATURE_VERSION", "unsigned");

        try (var anonymous = new S3Stores(environment);
                Artifact artifact = anonymous.of(root).open(path("a.txt"))) {
            var out = new ByteArrayOutputStream();
            artifact.copyTo(out, 0, 5);
            assertThat(out).hasToString("hello");
        }
    }
}
