package dev.millrace.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeysTest {

    @ParameterizedTest
    @CsvSource({
        "s3://b, a/c, a/c, a/c/",
        "s3://b/, a, a, a/",
        "s3://b/p, a//./c, p/a/c, p/a/c/",
        "s3://b/p/, a, p/a, p/a/",
        "s3://b/p%20q?x=1, a, p%20q/a, p%20q/a/",
        "s3://b/p, '', p, p/",
        "s3://b, '', '', ''",
    })
    void joinsRootAndPath(String root, String path, String file, String folder) {
        ObjectKeys keys = ObjectKeys.below(ArtifactUri.parse(root));

        assertThat(keys.of(ArtifactPath.parse(path))).isEqualTo(file);
        assertThat(keys.folder(ArtifactPath.parse(path))).isEqualTo(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/", "./"})
    void writesNoFileWithoutAName(String path) {
        assertThatThrownBy(() -> new ObjectKeys("p").ofNew(ArtifactPath.parse(path)))
                .isInstanceOf(ApiException.class);
    }
}
