package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.models.PredictCommand;
import dev.millrace.cli.options.ConfigurationFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on models, of MLflow itself and of Millrace, on models that MLflow has made. */
@Tag("slow")
class ModelCommandsBesideOriginalTest {
    private static final String MAKE_MODEL = """
            import sys, mlflow, pandas
            from mlflow.models import infer_signature
            from sklearn.linear_model import LinearRegression
            x = pandas.DataFrame({"a": [0.0, 1.0, 2.0], "b": [1.0, 0.0, 1.0]})
            model = LinearRegression().fit(x, [0.5, 1.5, 3.25])
            requirements = ["mlflow==3.17.2", "Scikit_Learn", "numpy>=1.26, <3", "x[b,a]; python_version<'3.9'"]
            mlflow.sklearn.save_model(
                model, sys.argv[1], signature=infer_signature(x, model.predict(x)), pip_requirements=requirements)
            """;

    @TempDir
    Path folder;

    private static CommandResult mlflow(Path folder, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(Requirements.mlflow().toString()));
        command.addAll(List.of(words));
        return CommandResult.run(Map.of("MLFLOW_DISABLE_TELEMETRY", "true"), folder, command);
    }

    private void makeModel() throws Exception {
        Path model = folder.resolve("model");
        Path python = Requirements.mlflow().toRealPath().resolveSibling("python");
        CommandResult made = CommandResult.run(
                Map.of("MLFLOW_DISABLE_TELEMETRY", "true"),
                folder,
                List.of(python.toString(), "-c", MAKE_MODEL, model.toString()));
        assertThat(made.code()).as(made.err()).isZero();
    }

    @Test
    void predictTheSame() throws Exception {
        makeModel();
        String programs = Requirements.mlflow().toRealPath().getParent() + ":" + System.getenv("PATH");
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("PATH", programs);
        PredictCommand predict =
                new PredictCommand(new CliConfig(variables, folder, null, folder, ConfigurationFile.NONE));
        Files.writeString(folder.resolve("in.json"), """
                {"dataframe_split": {"columns": ["b", "a"], "data": [[1.5, 0.25], [2.0, 1e-3]]}}""");
        Files.writeString(folder.resolve("in.csv"), "a,b\n0.1,0.2\n3.5,-4.25\n");
        Files.writeString(folder.resolve("wrong.json"), "{\"inputs\": {\"a\": [1.0]}}");

        for (String[] words : new String[][] {
            {"-i", "in.json"},
            {"-i", "in.csv", "-t", "csv"},
            {"-i", "in.csv", "--content-type", "csv", "-o", "out.json"},
            {"-i", "wrong.json"}
        }) {
            String[] all = Stream.concat(Stream.of("-m", "model", "--env-manager", "local"), Stream.of(words))
                    .toArray(String[]::new);
            CommandResult theirs = mlflow(
                    folder,
                    Stream.concat(Stream.of("models", "predict"), Stream.of(all))
                            .toArray(String[]::new));
            String theirFile = outputFile();
            CommandResult ours = InProcess.run(predict, all);

            assertThat(ours.out()).as("%s: %s", List.of(words), ours.err()).isEqualTo(theirs.out());
            assertThat(ours.code()).as("%s: %s", List.of(words), theirs.err()).isEqualTo(theirs.code());
            assertThat(outputFile()).isEqualTo(theirFile);
        }
    }

    /** What the command has written, which is taken away. */
    private String outputFile() throws Exception {
        Path file = folder.resolve("out.json");
        String content = Files.exists(file) ? Files.readString(file) : "";
        Files.deleteIfExists(file);
        return content;
    }

    @Test
    void leaveTheSameRequirements() throws Exception {
        makeModel();
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        for (String name : List.of("requirements.txt", "conda.yaml")) {
            Files.copy(folder.resolve("model").resolve(name), theirs.resolve(name));
        }
        for (String[] words : new String[][] {
            {"add", "pandas == 2.3.1", "mlflow >= 3, != 3.9.0", "numpy[Extra]>=2,<3; sys_platform == 'linux'"},
            {"add", "a @ https://example.org/a.whl ; os_name=='posix' and (python_version>'3' or extra=='y')"},
            {"remove", "numpy==1", "nothing"},
            {"remove", "a"},
            {"add"}
        }) {
            String[] operation = Stream.concat(
                            Stream.of("models", "update-pip-requirements", "-m", theirs.toString()), Stream.of(words))
                    .toArray(String[]::new);
            CommandResult original = mlflow(folder, operation);
            operation[3] = folder.resolve("model").toString();
            CommandResult ours = InProcess.run(List.of(operation));

            assertThat(ours.code()).as("%s: %s", List.of(words), original.err()).isEqualTo(original.code());
            assertThat(ours.out()).isEqualTo(original.out());
            for (String name : List.of("requirements.txt", "conda.yaml")) {
                assertThat(folder.resolve("model").resolve(name))
                        .as(String.join(" ", words))
                        .hasSameTextualContentAs(theirs.resolve(name));
            }
        }
    }
}
