package dev.millrace.cli;

import dev.millrace.cli.doctor.Checkup;
import dev.millrace.cli.doctor.Finding;
import dev.millrace.cli.options.Arguments;
import dev.millrace.cli.options.Setting;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import dev.millrace.server.sql.DatabaseRefused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code doctor}: what is there on this machine, and what the configuration is and where each value comes from. */
final class DoctorCommand implements Command {
    private final CliConfig config;

    DoctorCommand(CliConfig config) {
        this.config = config;
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(
                "doctor",
                "Check this machine, and print the configuration with its origin.",
                "Looks at Java, the tools that projects need, disk, ports, file system and the tracking server that"
                        + " MLFLOW_TRACKING_URI names, and changes nothing."
                        + " Then lists every setting with its value and whether it comes from the environment, the"
                        + " configuration file or is a default. Secrets are masked."
                        + " Exits with 1 when Millrace cannot work like this.",
                List.of(),
                List.of(new Syntax.Example("MLFLOW_PORT=5001 millrace doctor", "See what a variable does.")));
    }

    @Override
    public int run(Settings settings, Terminal terminal) {
        List<Finding> findings =
                new Checkup(config.folder(), config.javaHome(), config.environment(), this::port).all();
        terminal.out().println("Millrace " + Version.current() + " in " + config.home());
        for (Finding finding : findings) {
            terminal.out().printf("  %-5s %-12s %s%n", finding.level().label(), finding.subject(), finding.text());
        }
        boolean well = findings.stream().noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
        terminal.out().println();
        terminal.out()
                .println("Configuration (flag before environment before file; the file is "
                        + (config.file().path() == null
                                ? CliConfig.FILE_NAME + " in this folder or what " + CliConfig.FILE_VARIABLE
                                        + " names; none found"
                                : config.file().path())
                        + ")");
        Map<String, List<String>> commands = new LinkedHashMap<>();
        for (Commands.Entry entry : Commands.ALL) {
            well &= collect(entry, commands, terminal);
        }
        commands.values().stream()
                .flatMap(List::stream)
                .distinct()
                .forEach(command -> print(command, List.of(command), commands, terminal));
        commands.values().stream()
                .filter(of -> of.size() > 1)
                .distinct()
                .forEach(of -> print(String.join(", ", of), of, commands, terminal));
        return well ? Main.OK : Main.FAILURE;
    }

    /** Of the port that `server` would listen on now. */
    private Finding port() {
        try {
            Settings server = settings(ServerOptions.SYNTAX);
            return Checkup.port(
                    server.get(ListenOptions.HOST),
                    ListenOptions.config(server).port(),
                    config.environment().getOrDefault("MLFLOW_TRACKING_URI", ""));
        } catch (UsageException wrong) {
            return Finding.problem("Port", "unknown: the configuration of server is wrong, see below");
        }
    }

    private Settings settings(Syntax syntax) {
        return new Settings(syntax, new Arguments(Map.of(), List.of(), false), config.environment(), config.file());
    }

    /** Reads the values as the command itself would. */
    private void check(String command, Settings values) {
        if (command.equals("server")) {
            ServerOptions.config(values, config);
        } else if (command.equals("models serve")) {
            ServeOptions.config(values, config.folder(), () -> {
                throw new IllegalStateException("a check starts no Python");
            });
        }
    }

    /** Adds the lines of a command's settings, each with the commands that have it; false where one is wrong. */
    private boolean collect(Commands.Entry entry, Map<String, List<String>> commands, Terminal terminal) {
        Syntax syntax = entry.command().apply(config).syntax();
        Settings values;
        try {
            values = settings(syntax);
            check(entry.name(), values);
        } catch (UsageException | CommandException | DatabaseRefused wrong) {
            terminal.out().println("  FAIL  " + entry.name() + ": " + wrong.getMessage());
            return false;
        }
        values.all().stream()
                .filter(setting -> !setting.option().environment().isEmpty() || !setting.isDefault())
                .forEach(setting -> commands.computeIfAbsent(line(setting), line -> new ArrayList<>())
                        .add(entry.name()));
        return true;
    }

    private static String line(Setting setting) {
        return "    %-32s %-36s %s".formatted(setting.option().key(), setting.masked(), setting.origin());
    }

    /** The settings that just these commands have. */
    private static void print(String title, List<String> of, Map<String, List<String>> commands, Terminal terminal) {
        List<String> lines = commands.keySet().stream()
                .filter(line -> of.equals(commands.get(line)))
                .toList();
        if (!lines.isEmpty()) {
            terminal.out().println("  " + title);
            lines.forEach(terminal.out()::println);
        }
    }
}
