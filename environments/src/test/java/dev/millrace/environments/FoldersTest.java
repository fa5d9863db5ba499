package dev.millrace.environments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    private Path folder;

    @Test
    void deletesAFolderWithAllThatIsInItAndNothingElse() throws Exception {
        Path kept = Files.createDirectories(folder.resolve("kept/below"));
        Files.writeString(kept.resolve("file"), "x");
        Path doomed =
                Files.createDirectories(folder.resolve("doomed/below/further")).getParent();
        Files.writeString(doomed.resolve("file"), "x");
        Files.createSymbolicLink(doomed.resolve("link"), kept);
        Files.createSymbolicLink(doomed.resolve("nowhere"), Path.of("gone"));

        Folders.delete(folder.resolve("doomed"));
        Folders.delete(folder.resolve("doomed"));

        assertThat(folder.resolve("doomed")).doesNotExist();
        assertThat(kept.resolve("file")).exists();
    }
}
