package dev.millrace.artifacts.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactUri;
import dev.millrace.artifacts.MotoServer;
import dev.millrace.artifacts.SignedAccess;
import dev.millrace.artifacts.SignedAccessContract;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3SignedAccessTest extends SignedAccessContract {

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
    void signsWithTheFourthVersionForSoLongAsAsked() throws IOException {
        String url = access().download(ArtifactPath.parse("a"), Duration.ofSeconds(77))
                .url();

        assertThat(url)
                .contains("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Expires=77", "X-Amz-SignedHeaders=host&")
                .contains("response-content-disposition=attachment")
                .doesNotContain("the-secret-key");
    }

    @Test
    void tellsTheHeadersThatAnUploadIsSignedWith() throws IOException {
        Map<String, String> environment = moto.environment();
        environment.put("MLFLOW_S3_UPLOAD_EXTRA_ARGS", "{\"ServerSideEncryption\": \"AES256\"}");
        try (var special = new S3Stores(environment)) {
            var put = Objects.requireNonNull(special.of(root).signedAccess())
                    .upload(ArtifactPath.parse("m.json"), Duration.ofMinutes(1));

            assertThat(put.headers())
                    .containsEntry("Content-Type", "text/plain")
                    .containsEntry("x-amz-server-side-encryption", "AES256");
            assertThat(put.url()).contains("X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-server-side-encryption&");
        }
    }

    @Test
    void holdsUploadsToTheOwnerOfTheBucket() throws IOException {
        Map<String, String> environment = moto.environment();
        environment.put("MLFLOW_S3_EXPECTED_BUCKET_OWNER", "123456789012");
        try (var special = new S3Stores(environment)) {
            var put = Objects.requireNonNull(special.of(root).signedAccess())
                    .upload(ArtifactPath.parse("m.json"), Duration.ofMinutes(1));

            assertThat(put.headers()).containsEntry("x-amz-expected-bucket-owner", "123456789012");
            assertThat(put.url()).contains("X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-expected-bucket-owner&");
        }
    }

    private SignedAccess access() {
        return Objects.requireNonNull(store().signedAccess());
    }
}
