package dev.millrace.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactStoresTest {

    @TempDir
    private Path folder;

    private final ArtifactStores stores = new ArtifactStores(StoresConfig.NONE);

    @ParameterizedTest
    @ValueSource(strings = {"%s/x", "file:%s/x", "file://%s/x", "file://localhost%s/x", "FILE://%s/x"})
    void keepsFilesWhereThePathSays(String form) throws IOException {
        stores.of(form.formatted(folder)).write(ArtifactPath.parse("a"), new ByteArrayInputStream(new byte[] {'1'}));

        assertThat(folder.resolve("x/a")).hasContent("1");
    }

    @Test
    void decodesFileUris() throws IOException {
        stores.of("file://" + folder + "/a%20b?q")
                .write(ArtifactPath.parse("c"), new ByteArrayInputStream(new byte[0]));

        assertThat(folder.resolve("a b/c")).exists();
    }

    @Test
    void decodesPlainPathsAsClientsDo() throws IOException {
        stores.of(folder + "/a%20b?q#f").write(ArtifactPath.parse("c"), new ByteArrayInputStream(new byte[0]));

        assertThat(folder.resolve("a b?q#f/c")).exists();
    }

    @Test
    void namesWhatItDoesNotSupport() {
        assertThatThrownBy(() -> stores.of("hdfs://host/p"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED))
                .hasMessageContaining("'hdfs' are not supported yet");
        assertThatThrownBy(() -> stores.of("foo://b/p")).hasMessageContaining("no artifact store for scheme 'foo'");
        assertThatThrownBy(() -> stores.of("file://other/p")).hasMessageContaining("not a file on this machine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "file://other/p", "file:", "file://", "file:///a%00", "/a\0b"})
    void refusesWhatIsNoPathHere(String uri) {
        assertThatThrownBy(() -> stores.of(uri))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE));
    }

    @Test
    void namesThePartThatIsNotInstalled() {
        assertThatThrownBy(() -> stores.of("s3://bucket/p"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED))
                .hasMessageContaining("lacks the optional part 's3'");
    }
}
