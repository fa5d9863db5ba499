package dev.millrace.cli.models;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.UsageException;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.serving.ScoringServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options that commands on a model have in common. */
public final class ModelOptions {
    public static final Option URI = Option.value(
                    "--model-uri",
                    "URI",
                    "The model: a folder, models:/name/version, models:/name@alias, models:/m-id or runs:/run/path.")
            .shortName("-m");
    public static final Option ENV_MANAGER = Option.value(
                    "--env-manager",
                    "NAME",
                    "How the environment of a model that needs Python is made; without it uv where it is installed,"
                            + " else virtualenv. local uses the Python that is on the PATH.")
            .choices("local", "virtualenv", "uv");
    public static final Option INSTALL_MLFLOW = Option.flag(
            "--install-mlflow",
            "Install MLflow " + ScoringServer.MLFLOW_VERSION
                    + " in that environment, whatever version the model asks for.");

    private ModelOptions() {}

    /** What makes the environment; null where the user leaves that open. */
    public static @Nullable EnvironmentTool tool(Settings settings) {
        return settings.optional(ENV_MANAGER).map(EnvironmentTool::parse).orElse(null);
    }

    /**
     * What to install in the environment whatever the model says, as lines of a requirements file.
     *
     * @throws UsageException where no environment is made
     */
    public static List<String> overrides(Settings settings, @Nullable EnvironmentTool tool) {
        if (!settings.isOn(INSTALL_MLFLOW)) {
            return List.of();
        }
        requireEnvironment(INSTALL_MLFLOW, tool);
        return List.of("mlflow==" + ScoringServer.MLFLOW_VERSION);
    }

    /** Refuses an option that means the model's own environment where none is made. */
    static void requireEnvironment(Option option, @Nullable EnvironmentTool tool) {
        if (tool == EnvironmentTool.LOCAL) {
            throw new UsageException(
                    option.name() + " is for an environment of the model's own: use --env-manager uv or"
                            + " virtualenv, or leave it out");
        }
    }
}
