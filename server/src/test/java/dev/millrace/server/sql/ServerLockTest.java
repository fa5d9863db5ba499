package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLockTest {
    @TempDir
    Path folder;

    @Test
    void keepsOtherProcessesOutUntilItIsClosed() throws Exception {
        Path database = folder.resolve("mlflow.db");
        try (ServerLock held = ServerLock.take(database)) {
            assertThatThrownBy(() -> ServerLock.take(database))
                    .as("in this process, which must not lose the lock by it")
                    .isInstanceOf(DatabaseRefused.class);

            assertThat(held).isNotNull();
            assertThat(takenElsewhere(database))
                    .contains("in use by another Millrace server (process "
                            + ProcessHandle.current().pid() + ")");
        }
        assertThat(takenElsewhere(database)).isEqualTo("taken");
        ServerLock.take(database).close();
    }

    @Test
    void holdsTheFileItselfWhicheverLinksLeadToIt() throws IOException {
        Path folders = Files.createDirectories(folder.resolve("real"));
        Path database = folders.resolve("mlflow.db");
        Path file = Files.createSymbolicLink(folder.resolve("link.db"), database);
        Path ofFolder = Files.createSymbolicLink(folder.resolve("link"), folders);

        for (boolean exists : new boolean[] {false, true}) {
            if (exists) {
                Files.createFile(database);
            }
            try (ServerLock held = ServerLock.take(file)) {
                assertThat(held).isNotNull();
                for (Path way : new Path[] {database, ofFolder.resolve("mlflow.db"), file}) {
                    assertThatThrownBy(() -> ServerLock.take(way))
                            .as(way + (exists ? " exists" : " does not exist"))
                            .isInstanceOf(DatabaseRefused.class);
                }
            }
        }
        assertThatThrownBy(() -> ServerLock.take(folder.resolve("nowhere/mlflow.db")))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("There is no folder " + folder.resolve("nowhere"));
    }

    /** What another process says that tries to take the lock. */
    private static String takenElsewhere(Path database) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Other.class.getName(),
                        database.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return said;
    }

    /** The other process. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) {
            try (ServerLock lock = ServerLock.take(Path.of(arguments[0]))) {
                System.out.println(lock == null ? "" : "taken");
            } catch (DatabaseRefused e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
