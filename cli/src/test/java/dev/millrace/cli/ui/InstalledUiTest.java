package dev.millrace.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledUiTest {
    @TempDir
    Path folder;

    @BeforeEach
    void nameTheFolderAsItIs() throws IOException {
        folder = folder.toRealPath();
    }

    @Test
    void findsThatOfTheActiveEnvironmentFirst() throws IOException {
        install("env/lib/python3.12/site-packages", "3.17.2");
        install("usr/lib/python3/dist-packages", "3.16.0");
        program("usr/bin/python3");

        assertThat(InstalledUi.find(Map.of("VIRTUAL_ENV", at("env"), "PATH", at("usr/bin"))))
                .hasValue(new InstalledUi(bundle("env/lib/python3.12/site-packages"), "3.17.2"));
        assertThat(InstalledUi.find(Map.of("CONDA_PREFIX", at("env"), "PATH", at("usr/bin"))))
                .hasValue(new InstalledUi(bundle("env/lib/python3.12/site-packages"), "3.17.2"));
    }

    @Test
    void findsThatOfThePythonOnThePath() throws IOException {
        program("usr/bin/python3");
        install("usr/local/lib/python3.11/dist-packages", "3.17.2");

        assertThat(InstalledUi.find(Map.of("VIRTUAL_ENV", at("empty"), "PATH", at("none") + ":" + at("usr/bin"))))
                .map(InstalledUi::folder)
                .hasValue(bundle("usr/local/lib/python3.11/dist-packages"));
    }

    @Test
    void looksBesideAProgramAndBesideWhatItIsALinkTo() throws IOException {
        install("tools/mlflow/lib/python3.12/site-packages", "3.17.2");
        Files.createDirectories(folder.resolve("home/bin"));
        Files.createSymbolicLink(folder.resolve("home/bin/mlflow"), program("tools/mlflow/bin/mlflow"));
        install("env/lib/python3.12/site-packages", "3.17.2");
        Files.createDirectories(folder.resolve("env/bin"));
        Files.createSymbolicLink(folder.resolve("env/bin/python3"), program("usr/bin/python3"));

        assertThat(InstalledUi.find(Map.of("PATH", at("home/bin"))))
                .map(InstalledUi::folder)
                .hasValue(bundle("tools/mlflow/lib/python3.12/site-packages"));
        assertThat(InstalledUi.find(Map.of("PATH", at("env/bin"))))
                .map(InstalledUi::folder)
                .hasValue(bundle("env/lib/python3.12/site-packages"));
    }

    @Test
    void findsNoneInAPackageWithoutIt() throws IOException {
        // mlflow-skinny installs the package without the UI.
        Files.createDirectories(folder.resolve("env/lib/python3.12/site-packages/mlflow/server"));

        assertThat(InstalledUi.find(Map.of("VIRTUAL_ENV", at("env"), "PATH", at("usr/bin"), "HOME", at("home"))))
                .isEmpty();
    }

    private void install(String packages, String version) throws IOException {
        Files.createDirectories(folder.resolve(packages).resolve("mlflow-" + version + ".dist-info"));
        Files.writeString(Files.createDirectories(bundle(packages)).resolve("index.html"), "<!doctype html>");
    }

    private Path bundle(String packages) {
        return folder.resolve(packages).resolve("mlflow/server/js/build");
    }

    private Path program(String name) throws IOException {
        Path program = folder.resolve(name);
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }
}
