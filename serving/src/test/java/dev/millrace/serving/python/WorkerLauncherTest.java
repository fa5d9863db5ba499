package dev.millrace.serving.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.serving.model.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs in the place of Python that end without a word over the socket. */
@Timeout(20)
class WorkerLauncherTest {
    @TempDir
    Path folder;

    @AfterEach
    void endWhatWasLeftBehind() throws IOException {
        Path left = folder.resolve("left");
        if (Files.exists(left)) {
            ProcessHandle.of(Long.parseLong(Files.readString(left).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void tellsTheLastWordsOfAProcessThatEnds() throws Exception {
        assertThatThrownBy(() -> start("echo something is missing >&2; exit 3"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("something is missing");
    }

    /** As a process does that has forked: the pipe of its output has no end then. */
    @Test
    void doesNotWaitForWhatTheProcessLeavesBehind() throws Exception {
        assertThatThrownBy(() -> start("echo last words; sleep 60 & echo $! > left; sleep 0.5; exit 3"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("last words");
        assertThat(ProcessHandle.of(
                        Long.parseLong(Files.readString(folder.resolve("left")).strip())))
                .isPresent();
    }

    private void start(String script) throws IOException {
        Path program = Files.writeString(
                Files.createFile(
                        folder.resolve("python"),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))),
                "#!/bin/sh\ncd " + folder + "\n" + script + "\n");
        try (var launcher = new WorkerLauncher(new PythonCommand(program, Map.of("PATH", "/usr/bin:/bin")), folder)) {
            launcher.start();
        }
    }
}
