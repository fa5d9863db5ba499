package dev.millrace.cli.models;

import dev.millrace.cli.CliConfig;
import dev.millrace.cli.CommandException;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.TrackingCommand;
import dev.millrace.client.Addresses;
import dev.millrace.environments.EnvironmentException;
import dev.millrace.serving.model.InvalidModelException;
import java.io.IOException;
import java.nio.file.Path;

/** A command on one model, in a folder or on a tracking server. */
abstract class ModelCommand extends TrackingCommand {
    private final String failure;

    /** @param failure what it is called when the command cannot be carried out, e.g. {@code cannot be scored} */
    ModelCommand(CliConfig config, String failure) {
        super(config);
        this.failure = failure;
    }

    /** Does it. */
    abstract void run(Call call, String uri) throws IOException, InterruptedException;

    /**
     * The folder of the model, which may be fetched for it. What it was fetched from is let go: an environment may be built
     * for minutes, in which nobody else could use a database that is a file.
     */
    static Path folder(Call call, String uri) throws IOException {
        Path folder = ModelFiles.folder(uri, call.folder(), call::client);
        call.disconnect();
        return folder;
    }

    /** The model's address without a password. */
    static String shown(String uri) {
        return Addresses.withoutUser(uri);
    }

    @Override
    protected final void run(Call call) {
        String uri = call.settings().get(ModelOptions.URI);
        try {
            run(call, uri);
        } catch (InvalidModelException | EnvironmentException refused) {
            throw new CommandException(shown(uri) + " " + failure + ": " + refused.getMessage(), refused);
        } catch (IOException failed) {
            throw new CommandException(shown(uri) + " " + failure + ": " + failed, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandException(shown(uri) + " " + failure + ": interrupted", interrupted);
        }
    }
}
