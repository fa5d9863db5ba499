package dev.millrace.cli.models;

import dev.millrace.environments.EnvironmentSpec;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.environments.EnvironmentsConfig;
import dev.millrace.environments.PythonEnvironment;
import dev.millrace.environments.PythonEnvironments;
import dev.millrace.serving.python.PythonCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the Python environment of a model that cannot be served without, from the files that lie beside it. */
public final class ModelPython {
    private final EnvironmentsConfig config;
    private final Map<String, String> variables;
    private final @Nullable EnvironmentTool tool;
    private final List<String> overrides;
    private final Consumer<String> progress;

    /**
     * A maker of environments.
     *
     * @param variables those of the tools and of the model's processes
     * @param tool null for uv where it is installed, else venv
     * @param overrides requirements that win over the model's own
     * @param progress takes lines about what is done
     */
    public ModelPython(
            Map<String, String> variables,
            @Nullable EnvironmentTool tool,
            List<String> overrides,
            Consumer<String> progress) {
        this.config = EnvironmentsConfig.of(variables);
        this.variables = variables;
        this.tool = tool;
        this.overrides = overrides;
        this.progress = progress;
    }

    /** The environment of the model in that folder, made when it is asked for. */
    public PythonCommand.Source source(Path model) {
        return () -> {
            PythonEnvironment environment = new PythonEnvironments(config)
                    .get(
                            spec(model).overriddenBy(overrides),
                            tool != null ? tool : EnvironmentTool.preferred(config),
                            progress);
            return new PythonCommand(environment.python(), environment.activate(variables));
        };
    }

    private static EnvironmentSpec spec(Path model) {
        if (Files.exists(model.resolve("python_env.yaml"))) {
            return EnvironmentSpec.ofPythonEnv(model.resolve("python_env.yaml"));
        }
        if (Files.exists(model.resolve("requirements.txt"))) {
            return EnvironmentSpec.ofRequirements(model.resolve("requirements.txt"));
        }
        return Files.exists(model.resolve("conda.yaml"))
                ? EnvironmentSpec.ofConda(model.resolve("conda.yaml"))
                : EnvironmentSpec.empty(model);
    }
}
