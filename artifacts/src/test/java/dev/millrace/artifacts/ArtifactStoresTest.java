package dev.millrace.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
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

    @Test
    void loadsAPartOnceAlsoWhereItRefusesItsVariables() throws IOException {
        Path parts = Files.createDirectories(folder.resolve("lib"));
        writeJar(Files.createDirectory(parts.resolve("s3")).resolve("part.jar"), """
                package dev.millrace.artifacts.s3;

                public class S3Stores implements dev.millrace.artifacts.RemoteStores {
                    private static int made;

                    public S3Stores(java.util.Map<String, String> environment) {
                        throw dev.millrace.api.ApiException.invalid("refusal " + ++made);
                    }

                    public dev.millrace.artifacts.ArtifactStore of(dev.millrace.artifacts.ArtifactUri root) {
                        return null;
                    }

                    public void close() {}
                }
                """);
        var withParts = new ArtifactStores(new StoresConfig(parts, Map.of()));

        assertThatThrownBy(() -> withParts.of("s3://bucket/p")).hasMessage("refusal 1");
        assertThatThrownBy(() -> withParts.of("s3://bucket/p")).hasMessage("refusal 2");
    }

    private void writeJar(Path jar, String source) throws IOException {
        Path file = Files.writeString(folder.resolve("S3Stores.java"), source);
        Path classes = Files.createDirectory(folder.resolve("classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), file.toString()))
                .isZero();
        String name = "dev/millrace/artifacts/s3/S3Stores.class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(name));
            out.write(Files.readAllBytes(classes.resolve(name)));
        }
    }
}
