package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.environments.EnvironmentException;
import dev.millrace.projects.Project.ProjectEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectTest {
    @TempDir
    private Path folder;

    private Project project(String yaml) throws IOException {
        Files.writeString(folder.resolve("MLproject"), yaml);
        return Project.read(folder);
    }

    @Test
    void readsEntryPointsWithTheirParameters() throws IOException {
        Project project = project("""
                name: mill
                unknown: passed over
                entry_points:
                  main:
                    parameters:
                      rate: {type: float, default: 0.10}
                      data: path
                      note: {default: ""}
                      flag: {default: yes}
                      must: {type: string, default: null}
                    command: "python a.py {rate}"
                """);

        assertThat(project.name()).isEqualTo("mill");
        assertThat(project.environment()).isEqualTo(new ProjectEnvironment.Any());
        assertThat(project.entryPoint("main").parameters())
                .containsExactly(
                        new Parameter("rate", "float", "0.1"),
                        new Parameter("data", "path", null),
                        new Parameter("note", "string", ""),
                        new Parameter("flag", "string", "True"),
                        new Parameter("must", "string", null));
    }

    @Test
    void findsTheFileInAnyCase() throws IOException {
        Files.writeString(folder.resolve("mlPROJECT"), "name: found");

        assertThat(Project.read(folder).name()).isEqualTo("found");
    }

    @Test
    void takesTheEnvironmentFileThatLiesThere() throws IOException {
        Files.writeString(folder.resolve("python_env.yaml"), "");

        assertThat(Project.read(folder).environment())
                .isEqualTo(new ProjectEnvironment.PythonEnv(folder.resolve("python_env.yaml")));
    }

    @Test
    void runsScriptsThatAreNoEntryPoints() throws IOException {
        Files.writeString(folder.resolve("my script.py"), "");
        Files.writeString(folder.resolve("a.sh"), "");
        Project project = Project.read(folder);

        assertThat(ParameterValues.of(project.entryPoint("my script.py"), Map.of("k", "v w"))
                        .command(folder, (address, position) -> folder))
                .isEqualTo("python 'my script.py' --k 'v w'");
        assertThat(project.entryPoint("a.sh").command()).isEqualTo("${{SHELL:-bash}} a.sh");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            entry_points: [main]                                      | entry_points must be a mapping
            entry_points: {main: }                                    | entry point 'main' needs a command
            entry_points: {main: {parameters: {}}}                    | entry point 'main' needs a command
            entry_points: {main: {command: [a]}}                      | entry point 'main' needs a command
            entry_points: {main: {command: a, parameters: [b]}}       | must be a mapping
            entry_points: {main: {command: a, parameters: {b: [c]}}}  | parameter 'b' of entry point 'main'
            {python_env: a, conda_env: b}                             | more than one environment
            python_env: missing.yaml                                  | which is not in the project
            python_env: 7                                             | must be the name of a file
            """)
    void saysWhatIsWrongInTheFile(String yaml, String message) {
        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> project(yaml))
                .withMessageContaining(message);
    }

    @Test
    void refusesWhatIsNoYaml() {
        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> project("entry_points: {a"))
                .withMessageContaining("not valid YAML");
    }

    @Test
    void namesAMisspeltKeyWhereAnEntryPointIsMissed() throws IOException {
        Project project = project("{name: mill, entry_point: {main: {command: a}}}");

        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> project.entryPoint("main"))
                .withMessageContaining("what means nothing there: entry_point; known are: name, entry_points");
    }

    @Test
    void namesTheEntryPointsThereAre() throws IOException {
        Project project = project("entry_points: {train: {command: a}, test: {command: b}}");

        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> project.entryPoint("main"))
                .withMessageContaining("it has: train, test");
        assertThatExceptionOfType(ProjectException.class)
                .isThrownBy(() -> project.entryPoint("main.py"))
                .withMessageContaining("does not exist");
        assertThat(List.copyOf(project.entryPoints().keySet())).containsExactly("train", "test");
    }
}
