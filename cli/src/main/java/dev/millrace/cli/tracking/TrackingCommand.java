package dev.millrace.cli.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.Command;
import dev.millrace.cli.CommandException;
import dev.millrace.cli.Terminal;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import java.util.List;
import java.util.stream.Stream;

/**
 * A command of MLflow's on a tracking server or on its database: the same options, output and exit codes. Where MLflow
 * ends with a stack trace, one line on standard error says what went wrong.
 */
public abstract class TrackingCommand implements Command {
    /** Prints the list as JSON; MLflow has no such option. */
    public static final Option JSON = Option.flag("--json", "Print a JSON array of the API's objects.");

    private final CliConfig config;

    /** @param config what the process was started with */
    protected TrackingCommand(CliConfig config) {
        this.config = config;
    }

    /** The syntax of such a command: its own options, and the one that names the server or database. */
    protected static Syntax syntax(
            String command, String summary, String description, List<Option> options, Syntax.Example example) {
        List<Option> all =
                Stream.concat(options.stream(), Stream.of(Call.TRACKING_URI)).toList();
        return Syntax.of(command, summary, description, all, List.of(example));
    }

    /** Does it; what the API refuses becomes the line that the user sees. */
    protected abstract void run(Call call);

    @Override
    public final int run(Settings settings, Terminal terminal) {
        try {
            run(new Call(settings, terminal, config));
            return 0;
        } catch (ApiException refused) {
            // Of a message of several lines, such as one that quotes SQL, the first says what happened.
            throw new CommandException(refused.message().lines().findFirst().orElse("refused"), refused);
        }
    }
}
