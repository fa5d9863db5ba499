package dev.millrace.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With programs that only answer what a Python of a version would. Versions are such as no machine has. */
class InterpretersTest {
    @TempDir
    private Path folder;

    private void install(String version) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("pyenv/versions/" + version + "/bin"));
        script(bin.resolve("python"), "echo " + version + " " + bin.resolve("python"));
    }

    private static void script(Path file, String command) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Interpreters interpreters() {
        Map<String, String> variables = Map.of(
                "PATH", folder.toString(), "PYENV_ROOT", folder.resolve("pyenv").toString());
        return new Interpreters(EnvironmentsConfig.of(variables));
    }

    @Test
    void takesTheExactReleaseInSilence() throws IOException {
        install("3.77.1");
        install("3.77.2");
        List<String> said = new ArrayList<>();

        Interpreter chosen = interpreters().choose(PythonVersion.parse("3.77.1"), said::add);

        assertThat(chosen.version()).hasToString("3.77.1");
        assertThat(said).isEmpty();
    }

    @Test
    void takesTheNewestOfASeries() throws IOException {
        install("3.77.9");
        install("3.77.10");
        install("3.78.0");

        Interpreter chosen = interpreters().choose(PythonVersion.parse("3.77"), line -> {});

        assertThat(chosen.version()).hasToString("3.77.10");
    }

    @Test
    void takesTheNearestPatchAndSaysSo() throws IOException {
        install("3.77.2");
        install("3.77.9");
        List<String> said = new ArrayList<>();

        Interpreter chosen = interpreters().choose(PythonVersion.parse("3.77.4"), said::add);

        assertThat(chosen.version()).hasToString("3.77.2");
        assertThat(said).singleElement().asString().startsWith("Python 3.77.4 is not installed; using 3.77.2 of ");
    }

    @Test
    void saysWhatToInstallWhereTheSeriesIsMissing() throws IOException {
        install("3.78.0");

        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> interpreters().choose(PythonVersion.parse("3.77.4"), line -> {}))
                .withMessageContaining("no Python 3.77 is installed")
                .withMessageContaining("pyenv install 3.77");
    }

    @Test
    void passesOverAStandInThatStartsNoPython() throws IOException {
        script(folder.resolve("python3.77"), "echo 'command not found' >&2; exit 127");
        install("3.77.5");

        assertThat(interpreters().find(PythonVersion.parse("3.77")))
                .get()
                .extracting(Interpreter::version)
                .hasToString("3.77.5");
    }

    /** As a stand-in that asks the user something, or one on a share that has gone. */
    @Test
    @Tag("slow")
    @Timeout(60)
    void passesOverAProgramThatNeverAnswers() throws IOException {
        script(folder.resolve("python3.77"), "exec /bin/sleep 300");
        install("3.77.5");

        assertThat(interpreters().find(PythonVersion.parse("3.77")))
                .get()
                .extracting(Interpreter::version)
                .hasToString("3.77.5");
    }
}
