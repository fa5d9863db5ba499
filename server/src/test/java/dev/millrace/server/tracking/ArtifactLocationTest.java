package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactLocationTest {
    @ParameterizedTest
    @CsvSource({
        "mlflow-artifacts:/, mlflow-artifacts:/1/r",
        "mlflow-artifacts:/x, mlflow-artifacts:/x/1/r",
        "s3://b, s3://b/1/r",
        "s3://b/p/?k=v, s3://b/p/1/r?k=v",
        "/data/a?b, /data/a?b/1/r",
        "/data/, /data/1/r",
        "file:/data, file:///data/1/r",
        "S3://Bucket/P, s3://Bucket/P/1/r",
        "C:/x, c:/x/1/r",
    })
    void aPathIsAddedBeforeTheQuery(String location, String below) {
        assertThat(ArtifactLocation.below(location, "1", "r")).isEqualTo(below);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://b/p?x=1",
                "gs://b/x/",
                "foo://b/p",
                "mlflow-artifacts:/a",
                "s3://b/p;x=1",
                "/abs",
                "/abs//a/./b/",
                "/abs/../b",
                "file:/abs/",
                "C:/x;y",
                "c:\\x\\y"
            })
    void theseStayAsTheyAre(String location) {
        assertThat(ArtifactLocation.checked(location)).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({"some/where, some/where", "./x, x", "a/../b/, a/../b", "file:some/where, some/where"})
    void pathsBecomeAbsolute(String location, String path) {
        assertThat(ArtifactLocation.checked(location))
                .endsWith(Path.of(path).toAbsolutePath().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://b/p#f",
                "/a;b",
                "http://h/x",
                "hdfs://h/x",
                "runs:/r/p",
                "models:/m-1/a",
                "%2Fx",
                "file:%2Fx",
                "s3://b/p?x=../..",
                "mlflow-artifacts://host/x",
                "/a\0b",
                "file:a\0b",
                "file:///a%00",
                "file://host/x"
            })
    void theseAreRefused(String location) {
        assertThatThrownBy(() -> ArtifactLocation.checked(location)).isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {2049, 5000})
    void soAreLongOnes(int length) {
        assertThatThrownBy(() -> ArtifactLocation.checked("s3://" + "b".repeat(length)))
                .hasMessageContaining("cannot be greater than 2048 characters");
    }
}
