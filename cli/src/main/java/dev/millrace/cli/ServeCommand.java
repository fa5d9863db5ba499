package dev.millrace.cli;

import dev.millrace.api.ApiException;
import dev.millrace.cli.models.ModelFiles;
import dev.millrace.cli.models.ModelOptions;
import dev.millrace.cli.models.ModelPython;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import dev.millrace.cli.tracking.NamedTracking;
import dev.millrace.client.Addresses;
import dev.millrace.client.ModelAddress;
import dev.millrace.client.Tracking;
import dev.millrace.environments.EnvironmentException;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.http.HttpConfig;
import dev.millrace.serving.ScoringConfig;
import dev.millrace.serving.ScoringServer;
import dev.millrace.serving.model.InvalidModelException;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;

/** {@code models serve}: serves one model until it is told to stop. */
final class ServeCommand implements Command {
    private final CliConfig config;

    ServeCommand(CliConfig config) {
        this.config = config;
    }

    @Override
    public Syntax syntax() {
        return ServeOptions.SYNTAX;
    }

    @Override
    public int run(Settings settings, Terminal terminal) throws InterruptedException {
        LogOptions.apply(settings);
        String uri = settings.get(ModelOptions.URI);
        EnvironmentTool tool =
                settings.isOn(ServeOptions.NO_CONDA) ? EnvironmentTool.LOCAL : ModelOptions.tool(settings);
        ModelPython python = new ModelPython(
                config.environment(), tool, ModelOptions.overrides(settings, tool), terminal.err()::println);
        // All settings first: a wrong one need not wait for a model to be fetched.
        HttpConfig http = ServeOptions.config(settings, config.folder(), python.source(config.folder()))
                .http();
        Tracking tracking = ModelAddress.isOne(uri) ? tracking(uri, settings) : null;
        try {
            Path model = ModelFiles.folder(
                    uri, config.folder(), () -> Objects.requireNonNull(tracking).client());
            ScoringConfig scoring = ServeOptions.config(settings, model, python.source(model));
            ScoringServer server = ScoringServer.start(scoring);
            String url = ListenOptions.address(http, server.port()) + "/invocations";
            LogOptions.announce(settings, terminal, "serves " + Addresses.withoutUser(uri) + " on " + url, url);
            UntilStopped.keep(server);
            return Main.OK;
        } catch (BindException taken) {
            throw ServerCommand.portTaken(http.host(), http.port(), taken);
        } catch (InvalidModelException | ApiException | EnvironmentException refused) {
            throw new CommandException(uri + " cannot be served: " + refused.getMessage(), refused);
        } catch (UnknownHostException unknown) {
            throw new CommandException(String.valueOf(unknown.getMessage()), unknown);
        } catch (IOException failed) {
            throw new CommandException(uri + " cannot be served: " + failed, failed);
        }
    }

    private Tracking tracking(String uri, Settings settings) {
        try {
            ModelAddress.parse(uri);
        } catch (ApiException malformed) {
            throw new UsageException(String.valueOf(malformed.getMessage()));
        }
        return NamedTracking.of(settings, ServeOptions.TRACKING_URI, config);
    }
}
