package dev.millrace.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds real environments with the Python of this machine, from a package that lies in a folder. */
@Tag("slow")
@Timeout(600)
class PythonEnvironmentsTest {
    @TempDir
    private Path folder;

    private EnvironmentsConfig config = EnvironmentsConfig.of(System.getenv());
    private EnvironmentSpec spec = EnvironmentSpec.empty(Path.of("/"));

    @BeforeEach
    void preparePackage() throws IOException {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("MLFLOW_ENV_ROOT", folder.resolve("envs").toString());
        config = EnvironmentsConfig.of(variables);
        Requirements.require(new PythonEnvironments(config).hasPython(null), "a Python 3.10 or newer");
        Path source = Files.createDirectories(folder.resolve("wheel"));
        Wheel.write(source, "millpond", "DEPTH = 3");
        spec = EnvironmentSpec.empty(folder).with(List.of("--no-index", "--find-links " + source, "millpond==1.0"));
    }

    private static List<String> run(PythonEnvironment environment, String code) {
        List<String> lines = new ArrayList<>();
        new Command(List.of(environment.python().toString(), "-c", code), Path.of("/"), System.getenv())
                .run(lines::add);
        return lines;
    }

    @Test
    void buildsOnceAndThenTakesWhatIsThere() {
        PythonEnvironments environments = new PythonEnvironments(config);
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();

        PythonEnvironment built = environments.get(spec, EnvironmentTool.VIRTUALENV, first::add);
        PythonEnvironment again = environments.get(spec, EnvironmentTool.VIRTUALENV, second::add);

        assertThat(run(built, "import millpond; print(millpond.DEPTH)")).containsExactly("3");
        assertThat(again).isEqualTo(built);
        assertThat(first).first().asString().startsWith("Building a Python environment in ");
        assertThat(second).isEmpty();
        assertThat(built.activate(Map.of("PATH", "/bin", "PYTHONHOME", "/x")))
                .containsEntry("PATH", built.folder() + "/bin:/bin")
                .doesNotContainKey("PYTHONHOME");
    }

    @Test
    void buildsAnewWhatWasNotFinished() throws IOException {
        PythonEnvironments environments = new PythonEnvironments(config);
        EnvironmentSpec missing = spec.with(List.of("millpond-b==1.0"));

        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> environments.get(missing, EnvironmentTool.VIRTUALENV, line -> {}))
                .withMessageContaining("pip could not install millpond==1.0, millpond-b==1.0")
                .withMessageContaining("the next call will try again");
        try (Stream<Path> left = Files.list(folder.resolve("envs"))) {
            assertThat(left.filter(Files::isDirectory)).isEmpty();
        }

        Wheel.write(folder.resolve("wheel"), "millpond_b", "");
        PythonEnvironment built = environments.get(missing, EnvironmentTool.VIRTUALENV, line -> {});
        assertThat(run(built, "import millpond; print(millpond.DEPTH)")).containsExactly("3");
    }

    @Test
    void overridesWinOverWhatIsAskedFor() throws IOException {
        Wheel.write(folder.resolve("wheel"), "millpond", "2.0", "DEPTH = 4");
        EnvironmentSpec overridden =
                spec.overriddenBy(List.of("--no-index", "--find-links " + folder.resolve("wheel"), "millpond==2.0"));

        PythonEnvironment built =
                new PythonEnvironments(config).get(overridden, EnvironmentTool.VIRTUALENV, line -> {});

        assertThat(run(built, "import millpond; print(millpond.DEPTH)")).containsExactly("4");
    }

    @Test
    void twoAtOnceBuildOne() throws Exception {
        var said = new ConcurrentLinkedQueue<String>();
        Callable<PythonEnvironment> build =
                () -> new PythonEnvironments(config).get(spec, EnvironmentTool.VIRTUALENV, said::add);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<PythonEnvironment>> both = threads.invokeAll(List.of(build, build));
            assertThat(both.getFirst().get()).isEqualTo(both.getLast().get());
        }

        assertThat(said.stream().filter(line -> line.startsWith("Building a Python")))
                .hasSize(1);
    }

    @Test
    void uvMakesTheSame() {
        Requirements.require(config.findProgram("uv").isPresent(), "uv on PATH");

        PythonEnvironment built = new PythonEnvironments(config).get(spec, EnvironmentTool.UV, line -> {});

        assertThat(run(built, "import millpond; print(millpond.DEPTH)")).containsExactly("3");
    }

    @Test
    void uvsFolderTellsWhatWasAskedForAndWhatOverrodeIt() throws IOException {
        Requirements.require(config.findProgram("uv").isPresent(), "uv on PATH");
        Wheel.write(folder.resolve("wheel"), "millpond", "2.0", "DEPTH = 4");
        EnvironmentSpec overridden =
                spec.overriddenBy(List.of("--no-index", "--find-links " + folder.resolve("wheel"), "millpond==2.0"));

        PythonEnvironment built = new PythonEnvironments(config).get(overridden, EnvironmentTool.UV, line -> {});

        assertThat(run(built, "import millpond; print(millpond.DEPTH)")).containsExactly("4");
        assertThat(built.folder().resolve("requirements.txt")).content().contains("millpond==1.0");
        assertThat(built.folder().resolve("override-requirements.txt"))
                .content()
                .contains("millpond==2.0");
    }
}
