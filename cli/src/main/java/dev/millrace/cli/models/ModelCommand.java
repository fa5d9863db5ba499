package dev.millrace.cli.models;

import dev.millrace.cli.CliConfig;
import dev.millrace.cli.CommandException;
import dev.millrace.cli.tracking.Call;
import dev.millrace.cli.tracking.TrackingCommand;
import dev.millrace.client.Addresses;
import dev.millrace.environments.EnvironmentException;
import dev.millrace.serving.model.InvalidModelException;
import java.io.IOException;

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
