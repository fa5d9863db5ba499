package dev.millrace.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The list of commands. To add one: its class, and a line here. */
final class Commands {
    /**
     * A command by name. The command itself is made only when it is called for, since making all would cost every start.
     *
     * @param name its words, e.g. {@code models serve}
     * @param summary one line for the overview
     */
    record Entry(String name, String summary, Function<CliConfig, Command> command) {
        int words() {
            return name.split(" ", -1).length;
        }
    }

    static final List<Entry> ALL = List.of(
            new Entry(
                    "quickstart",
                    "Start a server, train the sample project, register and serve its model.",
                    QuickstartCommand::new),
            new Entry("server", "Start the tracking server.", ServerCommand::new),
            new Entry("run", "Run an MLflow project and track it.", RunCommand::new),
            new Entry("models serve", "Serve a model over HTTP by MLflow's scoring protocol.", ServeCommand::new),
            new Entry("doctor", "Check this machine, and print the configuration with its origin.", DoctorCommand::new),
            new Entry("completion", "Print the completion script for bash or zsh.", CompletionCommand::new));

    /** Commands of the launcher itself, which run Maven: only a checkout has them. */
    static final List<String> OF_THE_CHECKOUT = List.of("test", "dist");

    private static final String CHECKOUT_LINES =
            "  test         Run all tests.\n  dist         Pack a release archive.\n";

    /** MLflow's commands that have no twin here, {@code models} apart. */
    private static final Set<String> OF_MLFLOW = Set.of(
            "agent",
            "ai-commands",
            "artifacts",
            "assistant",
            "autolog",
            "crypto",
            "datasets",
            "db",
            "demo",
            "deployments",
            "experiments",
            "gateway",
            "gc",
            "mcp",
            "migrate-filestore",
            "runs",
            "sagemaker",
            "scorers",
            "skills",
            "traces",
            "ui");

    private static final Set<String> MODELS_OF_MLFLOW =
            Set.of("build-docker", "generate-dockerfile", "predict", "prepare-env", "update-pip-requirements");

    private Commands() {}

    /** The command that the words begin with, or null. */
    static @Nullable Entry find(List<String> words) {
        for (Entry entry : ALL) {
            if (words.size() >= entry.words()
                    && words.subList(0, entry.words())
                            .equals(Arrays.asList(entry.name().split(" ", -1)))) {
                return entry;
            }
        }
        return null;
    }

    /** The command of MLflow that the words begin with and that is not supported here, or null. */
    static @Nullable String ofMlflow(List<String> words) {
        String first = words.getFirst();
        if (first.equals("models") && words.size() > 1 && MODELS_OF_MLFLOW.contains(words.get(1))) {
            return first + " " + words.get(1);
        }
        return OF_MLFLOW.contains(first) ? first : null;
    }

    static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }

    /**
     * The page of {@code millrace --help}.
     *
     * @param checkout whether to show the commands that only a checkout has
     */
    static String overview(boolean checkout) {
        StringBuilder page = new StringBuilder("""
                Usage: millrace COMMAND [OPTIONS]

                A machine-learning platform that speaks MLflow: tracking, registry, projects and model serving.

                Commands:
                """);
        for (Entry entry : ALL) {
            page.append("  ")
                    .append(entry.name())
                    .repeat(' ', 13 - entry.name().length())
                    .append(entry.summary());
            page.append('\n');
        }
        if (checkout) {
            page.append(CHECKOUT_LINES);
        }
        return page.append("""

                Options:
                  --version    Print the version.
                  --env-file FILE
                               Before a command: load variables from a file; those that are set keep their value.
                  --help       Print this, or with a command its own help.

                Examples:
                  millrace quickstart
                  millrace server --port 5001 --backend-store-uri sqlite:///mlflow.db
                  millrace run examples/breast-cancer -e train -P iterations=50
                  millrace models serve -m models:/breast-cancer@champion --port 5002

                Exit codes: 0 it worked, 1 it failed, 2 the command line is wrong.
                """).toString();
    }
}
