package dev.millrace.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentSpecTest {
    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void readsAPythonEnvWithTheFilesItRefersTo() throws IOException {
        file("more.txt", "pandas>=2  # frames\n\n# a comment\n");
        file("requirements.txt", "numpy==2.0\n-r more.txt\n");
        Path yaml = file("python_env.yaml", """
                python: "3.11.7"
                build_dependencies: [pip]
                dependencies:
                  - -r requirements.txt
                  - mlflow
                """);

        EnvironmentSpec spec = EnvironmentSpec.ofPythonEnv(yaml);

        assertThat(spec.python()).isEqualTo(new PythonVersion(3, 11, 7));
        assertThat(spec.buildDependencies()).containsExactly("pip");
        assertThat(spec.dependencies()).containsExactly("numpy==2.0", "pandas>=2", "mlflow");
    }

    @Test
    void anEmptyFileIsAnyPythonAndNothingElse() throws IOException {
        EnvironmentSpec spec = EnvironmentSpec.ofPythonEnv(file("python_env.yaml", ""));

        assertThat(spec).isEqualTo(EnvironmentSpec.empty(folder));
    }

    @Test
    void takesThePipPartOfACondaFile() throws IOException {
        Path yaml = file("conda.yaml", """
                channels: [conda-forge]
                dependencies:
                - python=3.10
                - pip<=23.0
                - pip:
                  - mlflow==3.17.2
                """);

        EnvironmentSpec spec = EnvironmentSpec.ofConda(yaml);

        assertThat(spec.python()).isEqualTo(new PythonVersion(3, 10, -1));
        assertThat(spec.buildDependencies()).containsExactly("pip<=23.0");
        assertThat(spec.dependencies()).containsExactly("mlflow==3.17.2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            python: 3.10                     | in quotes
            python: "3.x"                    | is not a Python version
            dependencies: numpy              | must be a list
            dependencies: [[a]]              | no requirement
            dependencies: ["-r missing.txt"] | Cannot read the requirements
            dependencies: ["-r loop.txt"]    | refers to itself
            'dependencies: [a'               | not valid YAML, line 1
            - a                              | a mapping of names
            """)
    void refusesAWrongPythonEnv(String yaml, String message) throws IOException {
        file("loop.txt", "-r loop.txt\n");
        Path path = file("python_env.yaml", yaml);

        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> EnvironmentSpec.ofPythonEnv(path))
                .withMessageContaining(message);
    }

    @Test
    void namesTheCondaPackageThatItCannotInstall() throws IOException {
        Path yaml = file("conda.yaml", "dependencies: [r-base=4.1]");

        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> EnvironmentSpec.ofConda(yaml))
                .withMessageContaining("'r-base=4.1'");
    }

    @Test
    void isKeptByWhatItHoldsAndNotByWhereItStands(@TempDir Path other) {
        EnvironmentSpec here = EnvironmentSpec.empty(folder).with(List.of("numpy"));
        EnvironmentSpec there = EnvironmentSpec.empty(other).with(List.of("numpy"));

        assertThat(here.key("venv 3.11.7"))
                .isEqualTo(there.key("venv 3.11.7"))
                .isNotEqualTo(here.key("venv 3.11.8"))
                .isNotEqualTo(here.with(List.of("pandas")).key("venv 3.11.7"))
                .isNotEqualTo(here.overriddenBy(List.of("numpy<2")).key("venv 3.11.7"))
                .isEqualTo(here.overriddenBy(List.of()).key("venv 3.11.7"));
        assertThat(here.with(List.of("-e .")).key("x"))
                .isNotEqualTo(there.with(List.of("-e .")).key("x"));
    }
}
