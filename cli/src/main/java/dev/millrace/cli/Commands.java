package dev.millrace.cli;

import dev.millrace.cli.artifacts.DownloadArtifactsCommand;
import dev.millrace.cli.artifacts.ListArtifactsCommand;
import dev.millrace.cli.artifacts.LogArtifactCommand;
import dev.millrace.cli.artifacts.LogArtifactsCommand;
import dev.millrace.cli.experiments.CreateExperimentCommand;
import dev.millrace.cli.experiments.DeleteExperimentCommand;
import dev.millrace.cli.experiments.ExperimentCsvCommand;
import dev.millrace.cli.experiments.GetExperimentCommand;
import dev.millrace.cli.experiments.RenameExperimentCommand;
import dev.millrace.cli.experiments.RestoreExperimentCommand;
import dev.millrace.cli.experiments.SearchExperimentsCommand;
import dev.millrace.cli.models.PredictCommand;
import dev.millrace.cli.models.PrepareEnvironmentCommand;
import dev.millrace.cli.models.UpdateRequirementsCommand;
import dev.millrace.cli.runs.CreateRunCommand;
import dev.millrace.cli.runs.DeleteRunCommand;
import dev.millrace.cli.runs.DescribeRunCommand;
import dev.millrace.cli.runs.ListRunsCommand;
import dev.millrace.cli.runs.RestoreRunCommand;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

        /** Its first word, which it may have in common with others: a group. */
        String first() {
            return name.split(" ", -1)[0];
        }

        /** The word after the first; "" where there is none. */
        String second() {
            return words() == 1 ? "" : name.split(" ", -1)[1];
        }
    }

    /** What the commands of a group are about, by their first word, for the overview. */
    private static final Map<String, String> GROUPS = Map.of(
            "models",
            "Models",
            "experiments",
            "Experiments",
            "runs",
            "Runs",
            "artifacts",
            "Files of runs",
            "db",
            "Databases");

    static final List<Entry> ALL = List.of(
            new Entry(
                    "quickstart",
                    "Start a server, train the sample project, register and serve its model.",
                    QuickstartCommand::new),
            new Entry("server", "Start the tracking server.", ServerCommand::new),
            new Entry("run", "Run an MLflow project and track it.", RunCommand::new),
            new Entry("models predict", "Score a file with a model.", PredictCommand::new),
            new Entry("models prepare-env", "Make the Python environment of a model.", PrepareEnvironmentCommand::new),
            new Entry("models serve", "Serve a model over HTTP by MLflow's scoring protocol.", ServeCommand::new),
            new Entry(
                    "models update-pip-requirements",
                    "Change what a model asks pip for.",
                    UpdateRequirementsCommand::new),
            new Entry("experiments create", "Create an experiment.", CreateExperimentCommand::new),
            new Entry("experiments csv", "Write the runs of an experiment as CSV.", ExperimentCsvCommand::new),
            new Entry(
                    "experiments delete", "Mark an experiment and its runs as deleted.", DeleteExperimentCommand::new),
            new Entry("experiments get", "Show an experiment.", GetExperimentCommand::new),
            new Entry("experiments rename", "Give an experiment another name.", RenameExperimentCommand::new),
            new Entry("experiments restore", "Bring a deleted experiment back.", RestoreExperimentCommand::new),
            new Entry("experiments search", "List experiments.", SearchExperimentsCommand::new),
            new Entry("runs create", "Create a run that has ended already.", CreateRunCommand::new),
            new Entry("runs delete", "Mark a run as deleted.", DeleteRunCommand::new),
            new Entry("runs describe", "Print all that is known of a run, as JSON.", DescribeRunCommand::new),
            new Entry("runs list", "List the runs of an experiment.", ListRunsCommand::new),
            new Entry("runs restore", "Bring a deleted run back.", RestoreRunCommand::new),
            new Entry(
                    "artifacts download", "Fetch artifacts, and print where they are.", DownloadArtifactsCommand::new),
            new Entry("artifacts list", "List artifacts of a run, as JSON.", ListArtifactsCommand::new),
            new Entry("artifacts log-artifact", "Store a file as an artifact of a run.", LogArtifactCommand::new),
            new Entry("artifacts log-artifacts", "Store what is in a folder as artifacts.", LogArtifactsCommand::new),
            new Entry("db check", "Say whether a database has the schema of MLflow 3.17.2.", DbCheckCommand::new),
            new Entry("db upgrade", "Bring a database of MLflow 2.22 or later to that schema.", DbUpgradeCommand::new),
            new Entry("doctor", "Check this machine, and print the configuration with its origin.", DoctorCommand::new),
            new Entry("completion", "Print the completion script for bash or zsh.", CompletionCommand::new));

    /** Commands of the launcher itself, which run Maven: only a checkout has them. */
    static final List<String> OF_THE_CHECKOUT = List.of("test", "dist");

    private static final String CHECKOUT_LINES =
            "  test         Run the quick tests; --all for the slow ones, too.\n  dist         Pack a release archive.\n";

    /** MLflow's commands that have no twin here, the groups apart that are there in part. */
    private static final Set<String> OF_MLFLOW = Set.of(
            "agent",
            "ai-commands",
            "assistant",
            "autolog",
            "crypto",
            "datasets",
            "demo",
            "deployments",
            "gateway",
            "gc",
            "mcp",
            "migrate-filestore",
            "sagemaker",
            "scorers",
            "skills",
            "traces",
            "ui");

    /** The same within the groups. */
    private static final Map<String, Set<String>> IN_GROUPS_OF_MLFLOW = Map.of(
            "models",
            Set.of("build-docker", "generate-dockerfile"),
            "experiments",
            Set.of("update"),
            "runs",
            Set.of("link-traces"),
            "db",
            Set.of(
                    "delete-trace-rollups",
                    "migrate-to-default-workspace",
                    "move-resources",
                    "prepopulate-trace-analytics"));

    /** What there is to say to who calls them, beside that they have no twin. */
    private static final Map<String, String> REASONS = Map.of(
            "gc", "MLflow's own works on the database of a server that is stopped, with --tracking-uri beside",
            "ui", "`millrace server --ui mlflow` starts the server with MLflow's web UI",
            "traces", "Millrace has no traces",
            "experiments update", "it sets how long traces are kept, and Millrace has no traces",
            "runs link-traces", "Millrace has no traces that a run could be linked to",
            "db delete-trace-rollups", "Millrace has no traces",
            "db prepopulate-trace-analytics", "Millrace has no traces",
            "models build-docker", "images are not built yet; `millrace models serve` needs none",
            "models generate-dockerfile", "images are not built yet; `millrace models serve` needs none");

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
        if (words.size() > 1
                && IN_GROUPS_OF_MLFLOW.getOrDefault(first, Set.of()).contains(words.get(1))) {
            return first + " " + words.get(1);
        }
        return OF_MLFLOW.contains(first) ? first : null;
    }

    /** Why a command of MLflow's has no twin, or what to call instead, after a colon; "" where there is no more to say. */
    static String whyNot(String ofMlflow) {
        String reason = REASONS.get(ofMlflow);
        return reason == null ? "" : ": " + reason;
    }

    static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }

    /** The first words of all commands, each once. */
    static Set<String> firstWords() {
        Set<String> words = new LinkedHashSet<>();
        ALL.forEach(entry -> words.add(entry.first()));
        return words;
    }

    /** The commands that begin with a word and go on; none where the word is a command itself. */
    static List<Entry> group(String first) {
        return ALL.stream()
                .filter(entry -> entry.words() > 1 && entry.first().equals(first))
                .toList();
    }

    /** The page of {@code millrace GROUP --help}. */
    static String groupPage(String first) {
        StringBuilder page = new StringBuilder("Usage: millrace " + first + " COMMAND [OPTIONS]\n\n");
        page.append(GROUPS.getOrDefault(first, first)).append(".\n\nCommands:\n");
        List<Entry> entries = group(first);
        int widest = entries.stream()
                .mapToInt(entry -> entry.second().length())
                .max()
                .orElse(0);
        for (Entry entry : entries) {
            page.append("  ")
                    .append(entry.second())
                    .repeat(' ', widest + 2 - entry.second().length())
                    .append(entry.summary())
                    .append('\n');
        }
        Set<String> missing = IN_GROUPS_OF_MLFLOW.getOrDefault(first, Set.of());
        if (!missing.isEmpty()) {
            page.append("\nCommands of MLflow's that have no twin here yet:\n");
            missing.stream()
                    .sorted()
                    .forEach(name -> page.append("  ")
                            .append(name)
                            .append(whyNot(first + " " + name))
                            .append('\n'));
        }
        return page.append("\nMore: millrace ")
                .append(first)
                .append(" COMMAND --help\n")
                .toString();
    }

    /** The words that go on after the first of a group. */
    static List<String> seconds(List<Entry> group) {
        return group.stream().map(Entry::second).toList();
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
        for (String first : firstWords()) {
            List<Entry> group = group(first);
            boolean alone = group.size() <= 1;
            Entry entry = group.isEmpty() ? Objects.requireNonNull(find(List.of(first))) : group.getFirst();
            String name = alone ? entry.name() : first;
            page.append("  ").append(name).repeat(' ', 13 - name.length());
            page.append(alone ? entry.summary() : GROUPS.get(first) + ": " + String.join(", ", seconds(group)) + ".");
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
                  millrace run examples/breast-cancer -e train --experiment-name breast-cancer
                  millrace models serve -m models:/breast-cancer@champion --port 5002
                  millrace models predict -m models:/breast-cancer@champion -i cells.csv -t csv
                  millrace experiments search

                Exit codes: 0 it worked, 1 it failed, 2 the command line is wrong.
                """).toString();
    }
}
