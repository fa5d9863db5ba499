package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileSystemsTest {
    private static final String MOUNTS = """
            /dev/vda / ext4 rw,relatime 0 0
            proc /proc proc rw 0 0
            server:/export /mnt/share nfs4 rw,vers=4.2 0 0
            //host/files /mnt/with\\040space cifs rw 0 0
            /dev/vdb /mnt/share/local xfs rw 0 0
            """;

    @Test
    void aPathOnAShareIsRecognised() {
        assertThat(FileSystems.networkFileSystem(Path.of("/mnt/share/team/mlflow.db"), MOUNTS))
                .contains("nfs4");
        assertThat(FileSystems.networkFileSystem(Path.of("/mnt/with space/mlflow.db"), MOUNTS))
                .contains("cifs");
    }

    @Test
    void theNearestMountDecides() {
        assertThat(FileSystems.networkFileSystem(Path.of("/mnt/share/local/mlflow.db"), MOUNTS))
                .isEmpty();
        assertThat(FileSystems.networkFileSystem(Path.of("/mnt/sharedother/mlflow.db"), MOUNTS))
                .isEmpty();
        assertThat(FileSystems.networkFileSystem(Path.of("/home/me/mlflow.db"), MOUNTS))
                .isEmpty();
    }
}
