package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.models.PrepareEnvironmentCommand;
import dev.millrace.cli.options.ConfigurationFile;
import dev.millrace.server.LocalTracking;
import dev.millrace.server.sql.DatabaseConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code models prepare-env}. */
class PrepareEnvironmentCommandTest {
    @TempDir
    Path folder;

    @Test
    void aModelThatNeedsNoPythonNeedsNoEnvironment() throws Exception {
        String model = folder.resolve("model").toString();
        OnnxModel.copyTo(Path.of(model));

        CommandResult result = InProcess.run(List.of("models", "prepare-env", "-m", model));

        assertThat(result)
                .isEqualTo(new CommandResult(0, "", model + " is scored without Python and needs no environment\n"));
        CommandResult local = InProcess.run(List.of("models", "prepare-env", "-m", model, "--env-manager", "local"));
        assertThat(local.err()).contains("there is nothing to prepare: use uv or virtualenv");
        assertThat(local.code()).isEqualTo(2);
    }

    /** By when the command tells what it goes on with, which may be the building of an environment. */
    @Test
    void theDatabaseThatTheModelIsFetchedFromIsFreeForOthers() throws Exception {
        OnnxModel.copyTo(folder.resolve("model"));
        ModelOnDatabase model = ModelOnDatabase.store(folder.resolve("model"), folder);
        var others = new AtomicInteger();

        CommandResult result = InProcess.run(
                List.of("models", "prepare-env", "-m", model.address(), "--tracking-uri", model.database()), () -> {
                    LocalTracking.open(DatabaseConfig.of(model.database()), "unused")
                            .close();
                    others.incrementAndGet();
                });

        assertThat(result.err()).isEqualTo(model.address() + " is scored without Python and needs no environment\n");
        assertThat(others).hasPositiveValue();
    }

    /** An empty one: it is filled by the same code for every command. */
    @Test
    @Tag("slow")
    void anEnvironmentIsMadeOnce() throws Exception {
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("MLmodel"), "flavors:\n  python_function:\n    loader_module: m\n");
        Files.writeString(model.resolve("python_env.yaml"), "dependencies: []\n");
        Path environments = folder.resolve("environments");
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("MLFLOW_ENV_ROOT", environments.toString());
        var prepare =
                new PrepareEnvironmentCommand(new CliConfig(variables, folder, null, folder, ConfigurationFile.NONE));

        CommandResult first = InProcess.run(prepare, "-m", "model", "--env-manager", "virtualenv");
        CommandResult second = InProcess.run(prepare, "-m", "model", "--env-manager", "virtualenv");

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err()).contains("Building a Python environment in " + environments);
        assertThat(second.err()).matches("The environment of model is ready: " + environments + "/\\S+/bin/python\n");
        assertThat(first.out() + second.out()).isEmpty();
    }
}
