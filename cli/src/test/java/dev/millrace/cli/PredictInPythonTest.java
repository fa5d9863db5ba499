package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.models.PredictCommand;
import dev.millrace.cli.options.ConfigurationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code models predict} with a model in an environment of its own. MLflow, which would take minutes to install, comes from
 * the one that is there, by a variable that the command hands on.
 */
@Tag("slow")
class PredictInPythonTest {
    private static final String LOADER = """
            import importlib.metadata, os

            class Pond:
                def predict(self, data):
                    return [os.environ.get("POND", "none"), importlib.metadata.version("millpond")]

            def _load_pyfunc(path):
                return Pond()
            """;

    @TempDir
    Path folder;

    @Test
    void variablesAndOverridesReachTheModel() throws Exception {
        Path python = Requirements.mlflow().toRealPath().resolveSibling("python");
        String ask =
                "import platform, sysconfig; print(platform.python_version()); print(sysconfig.get_path('purelib'))";
        List<String> answers = CommandResult.run(Map.of(), folder, List.of(python.toString(), "-c", ask))
                .out()
                .lines()
                .toList();
        makeModel(answers.getFirst());
        Path newer = wheel("2.0");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PATH", python.getParent() + ":" + System.getenv("PATH"));
        environment.put("MLFLOW_ENV_ROOT", folder.resolve("environments").toString());
        var predict = new PredictCommand(new CliConfig(environment, folder, null, folder, ConfigurationFile.NONE));

        CommandResult result = InProcess.run(
                predict,
                "--model-uri=model",
                "--input-path=in.json",
                "--env-manager=virtualenv",
                "--env=PYTHONPATH=" + answers.getLast(),
                "--env=POND=deep",
                "--pip-requirements-override=millpond @ " + newer.toUri());

        assertThat(result.out()).as(result.err()).isEqualTo("{\"predictions\": [\"deep\", \"2.0\"]}");
    }

    private void makeModel(String pythonVersion) throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(
                model.resolve("MLmodel"), "flavors:\n  python_function:\n    loader_module: pond\n    code: code\n");
        Files.writeString(Files.createDirectory(model.resolve("code")).resolve("pond.py"), LOADER);
        Files.writeString(model.resolve("python_env.yaml"), """
                python: "%s"
                dependencies: ["--no-index", "%s"]
                """.formatted(pythonVersion, wheel("1.0")));
        Files.writeString(folder.resolve("in.json"), "{\"inputs\": [1]}");
    }

    /** A package that pip can install with no network. */
    private Path wheel(String version) throws IOException {
        String info = "millpond-" + version + ".dist-info/";
        Map<String, String> files = Map.of(
                info + "METADATA", "Metadata-Version: 2.1\nName: millpond\nVersion: " + version + "\n",
                info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                info + "RECORD", info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "RECORD,,\n");
        Path wheel = folder.resolve("millpond-" + version + "-py3-none-any.whl");
        try (var zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        return wheel;
    }
}
