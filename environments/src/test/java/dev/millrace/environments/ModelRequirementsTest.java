package dev.millrace.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contents afterwards are those that MLflow 3.17.2 leaves, where it can do the same. */
class ModelRequirementsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void makeModel() throws IOException {
        Files.writeString(folder.resolve("requirements.txt"), "mlflow==3.17.2\nnumpy>=1.26, <3\nscikit-learn==1.7.0");
        Files.writeString(folder.resolve("conda.yaml"), """
                name: mlflow-env
                channels:
                - conda-forge
                dependencies:
                - python=3.11.7
                - pip<=23.2.1
                - pip:
                  - mlflow==3.17.2
                  - numpy>=1.26, <3
                  - scikit-learn==1.7.0
                """);
    }

    private static List<Requirement> of(String... texts) {
        return Stream.of(texts).map(Requirement::parse).toList();
    }

    private String text() throws IOException {
        return Files.readString(folder.resolve("requirements.txt"));
    }

    private String conda() throws IOException {
        return Files.readString(folder.resolve("conda.yaml"));
    }

    @Test
    void addedOnesTakeThePlaceOfThoseOfTheirPackage() throws IOException {
        new ModelRequirements(folder).add(of("numpy==1.26.4", "pandas >= 2, < 3", "x; python_version < \"3.9\""));

        assertThat(text())
                .isEqualTo("mlflow==3.17.2\nnumpy==1.26.4\nscikit-learn==1.7.0\npandas<3,>=2\n"
                        + "x; python_version < \"3.9\"");
        assertThat(conda()).isEqualTo("""
                channels:
                - conda-forge
                dependencies:
                - python=3.11.7
                - pip<=23.2.1
                - pip:
                  - mlflow==3.17.2
                  - numpy==1.26.4
                  - scikit-learn==1.7.0
                  - pandas<3,>=2
                  - x; python_version < "3.9"
                name: mlflow-env
                """);
    }

    @Test
    void removedOnesGoWhateverTheirVersion() throws IOException {
        assertThat(new ModelRequirements(folder).remove(of("numpy==9", "torch", "Scikit_Learn")))
                .containsExactly("torch");

        assertThat(text()).isEqualTo("mlflow==3.17.2");
        assertThat(conda()).endsWith("- pip:\n  - mlflow==3.17.2\nname: mlflow-env\n");
    }

    /** The original fails on such lines. */
    @Test
    void whatNamesNoPackageStays() throws IOException {
        String rest = "-c constraints.txt\n# made by hand\nnumpy==2.0  # not 2.1\ncode/wheels/a-1.0-py3-none-any.whl";
        Files.writeString(folder.resolve("requirements.txt"), rest);

        new ModelRequirements(folder).add(of("pandas"));
        assertThat(text()).isEqualTo(rest + "\npandas");

        new ModelRequirements(folder).remove(of("numpy"));
        assertThat(text()).isEqualTo(rest.replace("numpy==2.0  # not 2.1\n", "") + "\npandas");
    }

    /** The original keeps the last one only. */
    @Test
    void linesOfOnePackageForDifferentMachinesStayTogether() throws IOException {
        String both = "torch==2.1; sys_platform == \"linux\"\ntorch==2.0; sys_platform == \"darwin\"";
        Files.writeString(folder.resolve("requirements.txt"), both + "\nnumpy");

        new ModelRequirements(folder).add(of("pandas"));
        assertThat(text()).isEqualTo(both + "\nnumpy\npandas");

        new ModelRequirements(folder).add(of("torch==2.2"));
        assertThat(text()).isEqualTo("torch==2.2\nnumpy\npandas");
    }

    /** As pip-compile writes them. The original refuses such files. */
    @Test
    void aLineWithOptionsIsOneOfItsPackage() throws IOException {
        String pandas = "pandas==2.3.1 \\\n    --hash=sha256:a1 \\\n    --hash=sha256:b2";
        Files.writeString(
                folder.resolve("requirements.txt"),
                "numpy==2.0 --hash=sha256:c3 # not 2.1\n# and \\\n" + pandas + "\nwheel --no-binary \\");

        new ModelRequirements(folder).remove(of("numpy", "wheel"));
        assertThat(text()).isEqualTo("# and \\\n" + pandas);

        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> new ModelRequirements(folder).add(of("torch")))
                .withMessageContaining("write torch into the files by hand, with hashes");
        assertThat(text()).isEqualTo("# and \\\n" + pandas);

        new ModelRequirements(folder).add(of("pandas==2.3.2"));
        assertThat(text()).isEqualTo("# and \\\npandas==2.3.2");
    }

    @Test
    void aHashIsOneInEveryFormOfPips() throws IOException {
        for (String hashed : List.of(
                "numpy==2.0 \\\n--hash=sha256:a1",
                "numpy==2.0\t--hash sha256:a1",
                "https://h/numpy.whl --hash=sha256:a1",
                "--require-hashes")) {
            Files.writeString(folder.resolve("requirements.txt"), hashed);
            assertThatExceptionOfType(EnvironmentException.class)
                    .as(hashed)
                    .isThrownBy(() -> new ModelRequirements(folder).add(of("torch")));
        }
        Files.writeString(folder.resolve("requirements.txt"), "numpy # without a --hash=");

        new ModelRequirements(folder).add(of("torch"));

        assertThat(text()).isEqualTo("numpy # without a --hash=\ntorch");
    }

    @Test
    void aCondaFileWithoutAListForPipGetsOne() throws IOException {
        Files.writeString(folder.resolve("conda.yaml"), "dependencies: [python=3.11]\n");

        new ModelRequirements(folder).add(of("Pandas"));

        assertThat(conda()).isEqualTo("dependencies:\n- python=3.11\n- pip:\n  - pandas\n");
    }

    @Test
    void aWrongFileOrRequirementChangesNothing() throws IOException {
        String before = text();
        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> new ModelRequirements(folder).add(of("numpy<2", "numpy>1")))
                .withMessageContaining("'numpy<2' and 'numpy>1' are of one package");
        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(
                        () -> new ModelRequirements(folder).add(of("a @ https://TOKEN@h/a", "a @ https://h/?t=TOKEN")))
                .withMessageStartingWith("'a @ https://…")
                .withMessageNotContaining("TOKEN");
        Files.writeString(folder.resolve("conda.yaml"), "dependencies: 1\n");
        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> new ModelRequirements(folder).remove(of("numpy")))
                .withMessageContaining("'dependencies' must be a list");
        Files.delete(folder.resolve("conda.yaml"));
        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> new ModelRequirements(folder).remove(of("numpy")))
                .withMessageContaining("conda.yaml");

        assertThat(text()).isEqualTo(before);
    }

    /** A name that leaves no room for another beside it stands for a full disk, or for a place that may not be written. */
    @Test
    void whereOneFileCannotBeWrittenNeitherIsChanged() throws IOException {
        String before = text();
        Path conda = Files.move(folder.resolve("conda.yaml"), folder.resolve("x".repeat(240)));
        Files.createSymbolicLink(folder.resolve("conda.yaml"), conda);

        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> new ModelRequirements(folder).add(of("pandas")))
                .withMessageContaining("Cannot change the requirements in " + folder);

        assertThat(text()).isEqualTo(before);
        assertThat(folder).isDirectoryNotContaining("glob:**/.requirements.txt.*");
    }

    @Test
    void theFilesKeepTheirPermissionsAndLinksLeadOn() throws IOException {
        Path linked = Files.move(folder.resolve("requirements.txt"), folder.resolve("pinned.txt"));
        Files.createSymbolicLink(folder.resolve("requirements.txt"), linked);
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rw-rw-r--");
        Files.setPosixFilePermissions(linked, permissions);

        new ModelRequirements(folder).add(of("pandas"));

        assertThat(linked).content().endsWith("\npandas");
        assertThat(folder.resolve("requirements.txt")).isSymbolicLink();
        assertThat(Files.getPosixFilePermissions(linked)).isEqualTo(permissions);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }
}
