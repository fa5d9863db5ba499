package dev.millrace.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotenvFileTest {
    @TempDir
    Path folder;

    @Test
    void addsWhatIsNotSet() throws IOException {
        Path file = Files.writeString(folder.resolve(".env"), """
                # a comment
                MLFLOW_PORT=5001
                export MLFLOW_HOST = "0.0.0.0"  # all
                PLAIN=a b # a comment
                SINGLE='it is #1'
                EMPTY=
                """);

        assertThat(DotenvFile.addTo(Map.of("MLFLOW_PORT", "7"), file))
                .containsEntry("MLFLOW_PORT", "7")
                .containsEntry("MLFLOW_HOST", "0.0.0.0")
                .containsEntry("PLAIN", "a b")
                .containsEntry("SINGLE", "it is #1")
                .containsEntry("EMPTY", "");
    }

    @Test
    void namesTheLineThatItCannotRead() throws IOException {
        Path file = Files.writeString(folder.resolve(".env"), "A=1\nwhat is this\n");

        assertThatThrownBy(() -> DotenvFile.addTo(Map.of(), file))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("line 2, is not NAME=value");
        assertThatThrownBy(() -> DotenvFile.addTo(Map.of(), folder.resolve("missing")))
                .hasMessageContaining("there is no file " + folder.resolve("missing") + ", which --env-file names");
    }
}
