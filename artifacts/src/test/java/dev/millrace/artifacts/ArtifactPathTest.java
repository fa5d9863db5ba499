package dev.millrace.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules, as MLflow 3.17.2 answers them. */
class ArtifactPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..", "a/..", "../a", "a/../b", "%2e%2e/x", "%252e%252e/x", "%25252525252e%25252525252e", "..%2fx",
                        "/abs", "%2Fabs",
                "//abs", "c:/x", "c:\\x", "c%3A%5Cx", "\\\\host\\share\\x", "a#b", "a%23b", "a%2523b", "file:abc",
                        "file:///etc",
                "FILE:/etc", "%25252525252525252525252e"
            })
    void refuses(String sent) {
        assertThatThrownBy(() -> ArtifactPath.parse(sent))
                .isInstanceOf(ApiException.class)
                .hasMessage("Invalid path");
    }

    @ParameterizedTest
    @CsvSource({
        "a/b.txt, a/b.txt",
        "./a, ./a",
        "a//b, a//b",
        "~/x, ~/x",
        "\\x, \\x",
        "a\\..\\b, a\\..\\b",
        "c:x, c:x",
        "1:/x, 1:/x",
        "a?b, a?b",
        "a%20b, a b",
        "a%2520b, a b",
        "a%25b, a%b",
        "...,...",
        "a%00b, a%00b",
        "a%0Ab, a%0ab",
        "%C3%BC, ü",
    })
    void accepts(String sent, String path) {
        assertThat(ArtifactPath.parse(sent)).hasToString(path);
    }

    @Test
    void refusesWhatNoFileSystemTakes() {
        assertThat(ArtifactPath.parse("ü".repeat(4096)).name()).hasSize(4096);
        assertThat(ArtifactPath.parse("%C3%BC".repeat(4096)).name()).hasSize(4096);
        for (String path : List.of("a/".repeat(2049), "%61".repeat(4097), "a/".repeat(1 << 22))) {
            assertThatThrownBy(() -> ArtifactPath.parse(path)).hasMessageContaining("longer than 4096 characters");
        }
    }

    @Test
    void splitsIntoPlainNames() {
        assertThat(ArtifactPath.parse("./a//b/./c/").segments()).containsExactly("a", "b", "c");
        assertThat(ArtifactPath.parse(".").isRoot()).isTrue();
        assertThat(ArtifactPath.parse("a/b.txt").name()).isEqualTo("b.txt");
        assertThat(ArtifactPath.parse("a/").name()).isEmpty();
    }

    @Test
    void joins() {
        assertThat(ArtifactPath.parse("a").resolve(ArtifactPath.parse("./b"))).hasToString("a/./b");
        assertThat(ArtifactPath.ROOT.resolve(ArtifactPath.parse("b"))).hasToString("b");
        assertThat(ArtifactPath.parse("a/").resolve(ArtifactPath.parse("b"))).isEqualTo(ArtifactPath.parse("a/b"));
    }
}
