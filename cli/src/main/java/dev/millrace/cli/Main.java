package dev.millrace.cli;

import dev.millrace.cli.distribution.Training;
import dev.millrace.cli.options.Arguments;
import dev.millrace.cli.options.Help;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Suggestion;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The entry point: finds the command that the first words name, runs it, and turns its outcome into an exit code. */
public final class Main {
    /** It worked. */
    static final int OK = 0;

    /** It did not work. */
    static final int FAILURE = 1;

    /** The command line or the configuration is wrong. */
    static final int USAGE = 2;

    /** MLflow's option of the whole command: a file of variables. */
    private static final String ENV_FILE = "--env-file";

    private Main() {}

    public static void main(String[] words) {
        Terminal terminal = Terminal.ofProcess();
        int code = run(Arrays.asList(words), terminal);
        terminal.out().flush();
        System.exit(code);
    }

    static int run(List<String> words, Terminal terminal) {
        try {
            CliConfig config = CliConfig.ofProcess();
            if (!words.isEmpty() && words.getFirst().equals(ENV_FILE)) {
                if (words.size() == 1) {
                    throw new UsageException("option " + ENV_FILE + " needs a value: " + ENV_FILE + " FILE COMMAND");
                }
                config = config.withVariablesOf(Path.of(words.get(1)));
                words = words.subList(2, words.size());
            } else if (!words.isEmpty() && words.getFirst().startsWith(ENV_FILE + "=")) {
                config = config.withVariablesOf(Path.of(words.getFirst().substring(ENV_FILE.length() + 1)));
                words = words.subList(1, words.size());
            }
            return dispatch(words, config, terminal);
        } catch (UsageException wrong) {
            terminal.err().println("millrace: " + wrong.getMessage());
            return USAGE;
        }
    }

    private static int dispatch(List<String> words, CliConfig config, Terminal terminal) {
        if (words.isEmpty()) {
            terminal.err().print(Commands.overview(config.checkout() != null));
            return USAGE;
        }
        return switch (words.getFirst()) {
            case "--help", "-h", "help" -> help(words.subList(1, words.size()), config, terminal);
            case "--version", "-V", "version" -> version(terminal);
            case Training.WORD -> Training.run(words.getLast(), line -> run(line, terminal));
            default -> command(words, config, terminal);
        };
    }

    private static int version(Terminal terminal) {
        terminal.out().println("millrace, version " + Version.current());
        return OK;
    }

    private static int help(List<String> words, CliConfig config, Terminal terminal) {
        if (words.isEmpty()) {
            terminal.out().print(Commands.overview(config.checkout() != null));
            return OK;
        }
        return command(Stream.concat(words.stream(), Stream.of("--help")).toList(), config, terminal);
    }

    private static int command(List<String> words, CliConfig config, Terminal terminal) {
        Commands.Entry entry = Commands.find(words);
        if (entry == null) {
            if (words.size() == 2
                    && !Commands.group(words.getFirst()).isEmpty()
                    && List.of("--help", "-h").contains(words.get(1))) {
                terminal.out().print(Commands.groupPage(words.getFirst()));
                return OK;
            }
            throw new UsageException(unknown(words));
        }
        try {
            Command command = entry.command().apply(config);
            Syntax syntax = command.syntax();
            Arguments arguments = Arguments.parse(syntax, words.subList(entry.words(), words.size()));
            if (arguments.help()) {
                terminal.out().print(Help.of(syntax));
                return OK;
            }
            return command.run(new Settings(syntax, arguments, config.environment(), config.file()), terminal);
        } catch (UsageException wrong) {
            terminal.err().println("millrace " + entry.name() + ": " + wrong.getMessage());
            terminal.err().println("Try: millrace " + entry.name() + " --help");
            return USAGE;
        } catch (CommandException failed) {
            terminal.err().println("millrace " + entry.name() + ": " + failed.getMessage());
            return FAILURE;
        } catch (Throwable fault) {
            // A fault of ours: the trace is what a report needs. Errors too: a thread that dies of one here would
            // leave a process that serves nothing and does not end.
            terminal.err().println("millrace " + entry.name() + " failed unexpectedly: " + fault);
            fault.printStackTrace(terminal.err());
            return FAILURE;
        }
    }

    private static String unknown(List<String> words) {
        String missing = Commands.ofMlflow(words);
        if (missing != null) {
            return "`mlflow " + missing + "` has no twin here yet" + Commands.whyNot(missing)
                    + "\nTry: millrace --help";
        }
        if (Commands.OF_THE_CHECKOUT.contains(words.getFirst())) {
            return words.getFirst() + " is a command of a checkout's own ./millrace; a release has no source"
                    + "\nTry: millrace --help";
        }
        List<Commands.Entry> group = Commands.group(words.getFirst());
        if (words.size() == 1 && !group.isEmpty()) {
            return words.getFirst() + " is not a whole command: write millrace " + words.getFirst() + " "
                    + String.join("|", Commands.seconds(group)) + "\nTry: millrace " + words.getFirst() + " --help";
        }
        if (words.getFirst().startsWith("-")) {
            return words.getFirst() + " is no option of millrace itself: options of a command come after its name"
                    + "\nTry: millrace --help";
        }
        String name = group.isEmpty() || words.size() == 1 ? words.getFirst() : words.getFirst() + " " + words.get(1);
        return "no such command: " + name + Suggestion.of(name, Commands.names()) + "\nTry: millrace --help";
    }
}
