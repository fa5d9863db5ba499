package dev.millrace.artifacts.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

class S3ConfigTest {

    @Test
    void isAmazonsServiceWhenNothingIsSet() {
        S3Config config = S3Config.of(Map.of());

        assertThat(config.endpoint()).isNull();
        assertThat(config.region()).isNull();
        assertThat(config.pathStyle()).isFalse();
        assertThat(config.checksTls()).isTrue();
        assertThat(config.signs()).isTrue();
        assertThat(config.bucketOwner()).isNull();
        assertThat(config.uploadHeaders()).isEmpty();
        assertThat(S3Stores.credentials(config)).isInstanceOf(DefaultCredentialsProvider.class);
    }

    @ParameterizedTest
    @CsvSource({
        "MLFLOW_S3_ENDPOINT_URL, auto, true",
        "AWS_ENDPOINT_URL_S3, path, true",
        "AWS_ENDPOINT_URL, virtual, false",
        "NONE, auto, false",
        "NONE, path, true",
    })
    void putsTheBucketIntoThePathWhereBotoDoes(String variable, String style, boolean inPath) {
        S3Config config =
                S3Config.of(Map.of(variable, "http://minio:9000", "MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE", style));

        assertThat(config.pathStyle()).isEqualTo(inPath);
    }

    @Test
    void readsWhatTheVariablesSay() {
        S3Config config = S3Config.of(Map.of(
                "MLFLOW_S3_IGNORE_TLS", "true",
                "AWS_DEFAULT_REGION", "eu-central-1",
                "MLFLOW_S3_EXPECTED_BUCKET_OWNER", "123456789012",
                "MLFLOW_S3_UPLOAD_EXTRA_ARGS", "{\"ACL\": \"private\"}"));

        assertThat(config.checksTls()).isFalse();
        assertThat(S3Stores.region(config).id()).isEqualTo("eu-central-1");
        assertThat(config.bucketOwner()).isEqualTo("123456789012");
        assertThat(config.uploadHeaders()).containsEntry("x-amz-acl", "private");
    }

    @Test
    void takesTheKeyOfTheVariables() {
        S3Config config = S3Config.of(
                Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "hidden", "AWS_SESSION_TOKEN", "token"));

        assertThat(S3Stores.credentials(config).resolveCredentials())
                .isInstanceOfSatisfying(AwsSessionCredentials.class, key -> {
                    assertThat(key.accessKeyId()).isEqualTo("id");
                    assertThat(key.secretAccessKey()).isEqualTo("hidden");
                    assertThat(key.sessionToken()).isEqualTo("token");
                });
        assertThat(config.toString()).doesNotContain("hidden").doesNotContain("token");
    }

    @Test
    void looksInTheProfileOfTheVariables() {
        assertThat(S3Config.of(Map.of("AWS_PROFILE", "team")).profile()).isEqualTo("team");
        assertThat(S3Config.of(Map.of()).profile()).isNull();
    }

    @Test
    void signsNothingWhenToldSo() {
        S3Config config = S3Config.of(Map.of("MLFLOW_EXPERIMENTAL_S3_SIGNATURE_VERSION", "UNSIGNED"));

        assertThat(S3Stores.credentials(config)).isInstanceOf(AnonymousCredentialsProvider.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MLFLOW_S3_ENDPOINT_URL | minio:9000",
                "MLFLOW_S3_ENDPOINT_URL | ftp://minio",
                "AWS_ENDPOINT_URL | http://a b",
                "MLFLOW_S3_IGNORE_TLS | maybe",
                "MLFLOW_S3_UPLOAD_EXTRA_ARGS | [1]",
                "MLFLOW_S3_UPLOAD_EXTRA_ARGS | {\"ACL\": 1}",
                "MLFLOW_S3_UPLOAD_EXTRA_ARGS | {\"SSECustomerKey\": \"k\"}",
                "MLFLOW_S3_UPLOAD_EXTRA_ARGS | {",
            })
    void namesTheVariableThatMakesNoSense(String variable, String value) {
        assertThatThrownBy(() -> S3Config.of(Map.of(variable, value)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(variable);
    }
}
