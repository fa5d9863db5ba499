package dev.millrace.cli;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.migration.Progress;
import dev.millrace.server.sql.migration.Revision;
import dev.millrace.server.sql.migration.Stamp;
import dev.millrace.server.sql.migration.Upgrade;
import dev.millrace.server.sql.migration.UpgradeFailed;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code db upgrade}: brings a database of an older MLflow, its users and permissions too, to the schema that the server works with. */
final class DbUpgradeCommand implements Command {
    private static final Option DRY_RUN =
            Option.flag("--dry-run", "Print every statement that would run, and change nothing.");
    private static final Option BACKUP =
            Option.value("--backup", "FILE", "Write a copy of an SQLite database to this new file first.");

    private static final long NANOSECONDS = 1_000_000_000L;

    private final CliConfig config;

    DbUpgradeCommand(CliConfig config) {
        this.config = config;
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(
                        "db upgrade",
                        "Upgrade a database of MLflow 2.22 or later to the schema of MLflow 3.17.2.",
                        "Stop every server on the database first, MLflow's too. On SQLite and PostgreSQL all steps run in one"
                                + " transaction: when one fails, or the command is interrupted, the database is as it was."
                                + " MariaDB and MySQL keep each step by itself: the next call goes on where this one ended."
                                + " After the end there is no way back but a copy, so make one: --backup does for SQLite,"
                                + " pg_dump and mariadb-dump for the others. Tables with traces may be written anew, so keep"
                                + " free as much disk as the database takes. "
                                + DatabaseAddress.WORDS,
                        List.of(DRY_RUN, BACKUP),
                        List.of(
                                new Syntax.Example(
                                        "millrace db upgrade --dry-run sqlite:///mlflow.db", "See what would be done."),
                                new Syntax.Example(
                                        "millrace db upgrade --backup mlflow-before.db sqlite:///mlflow.db",
                                        "Copy it, then upgrade it."),
                                new Syntax.Example(
                                        "millrace db upgrade sqlite:///basic_auth.db", "Users and permissions."),
                                new Syntax.Example(
                                        "MLFLOW_BACKEND_STORE_URI=postgresql://mlflow:secret@db/mlflow millrace db upgrade",
                                        "A database on a server.")))
                .parameters("URI", 0, 1);
    }

    @Override
    public int run(Settings settings, Terminal terminal) {
        boolean dryRun = settings.isOn(DRY_RUN);
        String backup = settings.of(BACKUP).value();
        try (Upgrade upgrade = Upgrade.open(DatabaseAddress.of(settings, config), !dryRun)) {
            upgrade.from().forEach(stamp -> terminal.out().println(way(upgrade, stamp)));
            if (upgrade.path().isEmpty()) {
                return Main.OK;
            }
            long connections = upgrade.connections();
            if (connections > 0) {
                terminal.out()
                        .println(
                                "Other connections open on this database: %d. A server behind one of them, MLflow's too, has to be stopped: it would go on with tables that it does not know."
                                        .formatted(connections));
            }
            if (dryRun) {
                print(upgrade, terminal.out());
                return Main.OK;
            }
            if (backup == null) {
                terminal.out()
                        .println(upgrade.copyCommand()
                                .map(command -> "No copy is made first; this would make one:\n    " + command)
                                .orElse("No copy is made first; --backup FILE would."));
            } else {
                upgrade.backup(config.folder().resolve(Path.of(backup)));
                terminal.out().println("Its copy is " + backup + ".");
            }
            terminal.out()
                    .println(
                            upgrade.isOneTransaction()
                                    ? "Ctrl-C leaves it as it was."
                                    : "Each step is kept by itself: after Ctrl-C or a failure the next call goes on from there.");
            long start = System.nanoTime();
            upgrade.run(new Lines(terminal.out()));
            terminal.out()
                    .println(String.format(
                            Locale.ROOT,
                            "Done in %.1f s: %s is at revision %s.",
                            (System.nanoTime() - start) / (double) NANOSECONDS,
                            upgrade.database(),
                            upgrade.from().stream()
                                    .map(stamp -> stamp.chain().revision())
                                    .collect(Collectors.joining(" and "))));
            return Main.OK;
        } catch (DatabaseRefused | UpgradeFailed e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What there is to do for one of the schemas of the database. */
    private static String way(Upgrade upgrade, Stamp stamp) {
        long steps = upgrade.path().stream()
                .filter(revision -> revision.chain() == stamp.chain())
                .count();
        String at = DatabaseAddress.at(upgrade.database(), stamp);
        return steps == 0
                ? at + ", that of MLflow 3.17.2, already. Nothing to do."
                : "%s; %d %s to revision %s, that of MLflow 3.17.2."
                        .formatted(
                                at,
                                steps,
                                steps == 1 ? "step leads" : "steps lead",
                                stamp.chain().revision());
    }

    private static void print(Upgrade upgrade, PrintStream out) {
        for (Revision revision : upgrade.path()) {
            out.println();
            out.println("-- " + revision.id() + ": " + revision.title());
            out.print(upgrade.script(revision));
        }
        out.println();
        upgrade.copyCommand().ifPresent(command -> out.println("-- A copy, to be made before: " + command));
        out.println("-- Nothing was changed.");
    }

    /** A line for each step, and one every other second within a long one. */
    private static final class Lines implements Progress {
        private static final long PAUSE = 2 * NANOSECONDS;

        private final PrintStream out;
        private long last;

        Lines(PrintStream out) {
            this.out = out;
        }

        @Override
        public void begins(Revision revision, int number, int count) {
            out.println(String.format(Locale.ROOT, "[%2d/%d] %s  %s", number, count, revision.id(), revision.title()));
            last = System.nanoTime();
        }

        @Override
        public void rows(String what, long done) {
            if (System.nanoTime() - last > PAUSE) {
                out.println("        " + done + " " + what);
                last = System.nanoTime();
            }
        }
    }
}
