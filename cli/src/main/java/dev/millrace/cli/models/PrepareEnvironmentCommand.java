package dev.millrace.cli.models;

import dev.millrace.cli.CliConfig;
import dev.millrace.cli.LogOptions;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import dev.millrace.cli.tracking.Call;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.serving.Scorers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code models prepare-env}: makes the Python environment that the other commands on the model will find. */
public final class PrepareEnvironmentCommand extends ModelCommand {

    /** @param config what the process was started with */
    public PrepareEnvironmentCommand(CliConfig config) {
        super(config, "cannot be prepared");
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "models prepare-env",
                "Make the Python environment of a model.",
                "`models predict` and `models serve` with the same options then need not wait for it. ONNX models that are"
                        + " scored without Python need none.",
                List.of(
                        ModelOptions.URI,
                        ModelOptions.ENV_MANAGER,
                        ModelOptions.INSTALL_MLFLOW,
                        LogOptions.LEVEL,
                        LogOptions.FORMAT),
                new Syntax.Example(
                        "millrace models prepare-env -m models:/churn/3 --env-manager uv", "By uv, for version 3."));
    }

    @Override
    void run(Call call, String uri) throws IOException {
        Settings settings = call.settings();
        EnvironmentTool tool = ModelOptions.tool(settings);
        if (tool == EnvironmentTool.LOCAL) {
            throw new UsageException(
                    "--env-manager local takes the Python that is there, so there is nothing to prepare:"
                            + " use uv or virtualenv");
        }
        List<String> overrides = ModelOptions.overrides(settings, tool);
        Path model = folder(call, uri);
        LogOptions.apply(settings);
        if (!Scorers.needsPython(model)) {
            call.tell(shown(uri) + " is scored without Python and needs no environment");
            return;
        }
        ModelPython python = new ModelPython(call.variables(), tool, overrides, call::tell);
        call.tell("The environment of " + shown(uri) + " is ready: "
                + python.source(model).get().executable());
    }
}
