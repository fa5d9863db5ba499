package dev.millrace.cli.options;

import java.util.List;

/**
 * What a command accepts.
 *
 * @param command the words that call it, e.g. {@code models serve}
 * @param section the prefix of its keys in the configuration file, e.g. {@code server}
 * @param parameters how its positional arguments are written in the help, e.g. {@code URI}; empty when it has none
 * @param minimum fewest positional arguments
 * @param maximum most positional arguments
 * @param summary one line, for the list of commands
 * @param description what a user should know besides, in full sentences; may be empty
 * @param options in the order in which the help shows them
 * @param examples shown at the end of the help
 */
public record Syntax(
        String command,
        String section,
        String parameters,
        int minimum,
        int maximum,
        String summary,
        String description,
        List<Option> options,
        List<Example> examples) {

    /** A command line that works, and what it does. */
    public record Example(String line, String meaning) {}

    /** Every command has it. */
    public static final Option HELP =
            Option.flag("--help", "Show this and exit.").shortName("-h");

    /** A command without positional arguments. */
    public static Syntax of(
            String command, String summary, String description, List<Option> options, List<Example> examples) {
        return new Syntax(command, command.replace(' ', '.'), "", 0, 0, summary, description, options, examples);
    }

    /** This command with positional arguments. */
    public Syntax parameters(String text, int fewest, int most) {
        return new Syntax(command, section, text, fewest, most, summary, description, options, examples);
    }
}
