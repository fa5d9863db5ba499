package dev.millrace.cli;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.SchemaChain;
import dev.millrace.server.sql.migration.SchemaCheck;
import dev.millrace.server.sql.migration.Stamp;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code db check}: says whether a database has the schema that the server works with. */
final class DbCheckCommand implements Command {
    private static final Option JSON = Option.flag("--json", "Print one JSON object instead of lines.");

    private final CliConfig config;

    DbCheckCommand(CliConfig config) {
        this.config = config;
    }

    @Override
    public Syntax syntax() {
        return Syntax.of(
                        "db check",
                        "Say whether a database has the schema of MLflow 3.17.2.",
                        "Compares the revision, and then tables, columns, types, keys, indexes and triggers with those that"
                                + " Millrace makes. Changes nothing; a server may go on with the database. Tables and indexes"
                                + " that are added to MLflow's do no harm. Exits with 1 where something differs. "
                                + DatabaseAddress.WORDS,
                        List.of(JSON),
                        List.of(
                                new Syntax.Example("millrace db check sqlite:///mlflow.db", "Look before a move."),
                                new Syntax.Example(
                                        "MLFLOW_BACKEND_STORE_URI=postgresql://mlflow:secret@db/mlflow millrace db check",
                                        "A database on a server.")))
                .parameters("URI", 0, 1);
    }

    @Override
    public int run(Settings settings, Terminal terminal) {
        try {
            SchemaCheck check = SchemaCheck.of(DatabaseAddress.of(settings, config));
            if (settings.isOn(JSON)) {
                terminal.out().println(json(check));
            } else {
                print(check, terminal.out());
            }
            return check.passed() ? Main.OK : Main.FAILURE;
        } catch (DatabaseRefused e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void print(SchemaCheck check, PrintStream out) {
        for (Stamp stamp : check.stamps()) {
            String at = DatabaseAddress.at(check.database(), stamp);
            out.println(
                    stamp.upToDate()
                            ? at + ", that of MLflow 3.17.2."
                            : "%s; the server needs %s, that of MLflow 3.17.2."
                                    .formatted(at, stamp.chain().revision()));
        }
        if (!check.upToDate()) {
            if (check.canBeUpgraded()) {
                out.println(
                        check.address().startsWith("sqlite:")
                                ? "Run: millrace db upgrade " + check.address()
                                : "Run millrace db upgrade with the same address, and make a copy first.");
            }
            return;
        }
        check.missing().forEach(line -> out.println("missing:     " + line));
        check.unexpected().forEach(line -> out.println("unexpected:  " + line));
        if (check.passed()) {
            out.println("Tables, columns, types, keys, indexes and triggers are as they should be.");
        }
    }

    private static String json(SchemaCheck check) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        members.put("database", new JsonValue.Text(check.database()));
        for (Stamp stamp : check.stamps()) {
            String prefix = stamp.chain() == SchemaChain.AUTH ? "auth_" : "";
            members.put(prefix + "revision", new JsonValue.Text(stamp.revision()));
            members.put(prefix + "wanted", new JsonValue.Text(stamp.chain().revision()));
        }
        members.put("passed", new JsonValue.Bool(check.passed()));
        members.put("missing", texts(check.missing()));
        members.put("unexpected", texts(check.unexpected()));
        return new String(Json.print(new JsonValue.Obj(members)), StandardCharsets.UTF_8);
    }

    private static JsonValue texts(List<String> lines) {
        return new JsonValue.Arr(
                lines.stream().<JsonValue>map(JsonValue.Text::new).toList());
    }
}
