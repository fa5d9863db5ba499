package dev.millrace.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalArtifactStoreTest extends ArtifactStoreContract {

    @TempDir
    private Path folder;

    @Override
    protected ArtifactStore store() {
        return new LocalArtifactStore(folder.resolve("root"));
    }

    @Test
    void goesOnReadingTheFileThatWasOpened() throws IOException {
        write("a.txt", "one");
        try (Artifact artifact = store().open(path("a.txt"))) {
            write("a.txt", "two!");

            var out = new ByteArrayOutputStream();
            artifact.copyTo(out, 0, 3);
            assertThat(out).hasToString("one");
        }
    }

    @Test
    void refusesToWriteOnADirectoryOrBelowAFile() throws IOException {
        write("d/a.txt", "x");

        assertThatThrownBy(() -> write("d", "y")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> write("d/a.txt/b", "y")).isInstanceOf(ApiException.class);
        assertThat(read("d/a.txt")).isEqualTo("x");
    }

    @Test
    void followsLinksWithinTheRootOnly() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "s");
        write("real/a.txt", "x");
        Path root = folder.resolve("root");
        Files.createSymbolicLink(root.resolve("in"), root.resolve("real"));
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("new"));

        assertThat(read("in/a.txt")).isEqualTo("x");
        for (String path : new String[] {"out/secret", "out", "file", "dangling", "out/new/deep"}) {
            assertThatThrownBy(() -> store().open(path(path))).as(path).hasMessageContaining("outside");
            assertThatThrownBy(() -> write(path, "y")).as(path).hasMessageContaining("outside");
            assertThatThrownBy(() -> store().list(path(path))).as(path).hasMessageContaining("outside");
            assertThatThrownBy(() -> store().delete(path(path))).as(path).hasMessageContaining("outside");
        }
        assertThat(outside).isDirectoryContaining("glob:**secret");
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void deletesALinkButNotWhatItPointsTo() throws IOException {
        write("real/a.txt", "x");
        Path root = folder.resolve("root");
        write("tree/b.txt", "x");
        Files.createSymbolicLink(root.resolve("tree/link"), root.resolve("real"));

        store().delete(path("tree"));

        assertThat(read("real/a.txt")).isEqualTo("x");
        assertThat(root.resolve("tree")).doesNotExist();
    }

    @Test
    void worksBelowARootThatIsALink() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real-root"));
        Files.createSymbolicLink(folder.resolve("root"), real);

        write("a.txt", "x");

        assertThat(real.resolve("a.txt")).hasContent("x");
    }

    @Test
    void refusesNamesThatNoFileCanHave() {
        assertThatThrownBy(() -> write("d/" + "x".repeat(256), "y"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("longer than 255 bytes");
        assertThatThrownBy(() -> write("\ud800", "y")).isInstanceOf(ApiException.class);
    }

    @Test
    void hidesFilesThatAreStillBeingWritten() throws IOException {
        write("a.txt", "x");
        Files.createFile(folder.resolve("root/.artifact.uploading.abc"));

        assertThat(store().list(ArtifactPath.ROOT))
                .extracting(ArtifactEntry::name)
                .containsExactly("a.txt");
        assertThatThrownBy(() -> write(".artifact.uploading.x", "y")).hasMessageContaining("reserved");
    }

    @Test
    void removesWhatACrashHasLeftWhenTheFolderIsWrittenTo() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root/d"));
        Path left = Files.createFile(root.resolve(".artifact.uploading.left"));
        Path underWay = Files.createFile(root.resolve(".artifact.uploading.under-way"));
        Path other = Files.writeString(root.resolve("old"), "o");
        for (Path file : new Path[] {left, other}) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        }

        write("d/a.txt", "x");

        assertThat(left).doesNotExist();
        assertThat(underWay).exists();
        assertThat(other).exists();
    }
}
