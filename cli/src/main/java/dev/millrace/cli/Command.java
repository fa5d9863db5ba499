package dev.millrace.cli;

import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;

/** A subcommand. */
public interface Command {
    /** What it accepts. Called only for the command that runs, or to print help and completion. */
    Syntax syntax();

    /**
     * Does it.
     *
     * @return the exit code: 0 when it worked, 1 when not
     * @throws dev.millrace.cli.options.UsageException when the settings do not fit together: exit code 2
     * @throws CommandException when it fails in a way that a line can tell: exit code 1
     */
    int run(Settings settings, Terminal terminal) throws Exception;
}
