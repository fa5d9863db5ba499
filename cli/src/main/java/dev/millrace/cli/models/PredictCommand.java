package dev.millrace.cli.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.CommandException;
import dev.millrace.cli.LogOptions;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.Syntax;
import dev.millrace.cli.options.UsageException;
import dev.millrace.cli.tracking.Call;
import dev.millrace.environments.EnvironmentException;
import dev.millrace.environments.EnvironmentTool;
import dev.millrace.environments.Requirement;
import dev.millrace.serving.Scorers;
import dev.millrace.serving.ScoringConfig;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.Scorer;
import dev.millrace.serving.protocol.ScoringException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code models predict}: scores one input, by the same code that {@code models serve} answers requests with. */
public final class PredictCommand extends ModelCommand {
    private static final Option INPUT = Option.value(
                    "--input-path", "FILE", "The file to be scored; without it what comes on standard input.")
            .shortName("-i");
    private static final Option OUTPUT = Option.value(
                    "--output-path", "FILE", "The file for the answer; without it standard output.")
            .shortName("-o");
    private static final Option CONTENT_TYPE = Option.value(
                    "--content-type",
                    "TYPE",
                    "What the input is: a request in JSON, or CSV with the columns' names first.")
            .shortName("-t")
            .choices("json", "csv")
            .fallback("json");
    private static final Option OVERRIDES = Option.value(
                    "--pip-requirements-override",
                    "REQUIREMENTS",
                    "Requirements of pip, with commas between them, that are installed whatever the model asks for, e.g."
                            + " numpy==1.26.4,pandas.")
            .shortName("-r")
            .masked();
    private static final Option VARIABLES = Option.value(
                    "--env",
                    "NAME=VALUE",
                    "A variable for the making of the environment and for the model; may be given often.")
            .repeated()
            .masked();

    /** A comma between requirements, not between the versions of one, or else what may hold others: a text, extras. */
    private static final Pattern COMMA =
            Pattern.compile("(?<between>,)\\s*(?=[A-Za-z0-9])|'[^']*'|\"[^\"]*\"|\\[[^\\]]*]");

    /** The original takes any time that the model takes; Ctrl-C ends both. */
    private static final Duration LONG = Duration.ofDays(365);

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 16;

    /** @param config what the process was started with */
    public PredictCommand(CliConfig config) {
        super(config, "cannot be scored");
    }

    @Override
    public Syntax syntax() {
        return syntax(
                "models predict",
                "Score a file with a model.",
                "The input is what `millrace models serve` takes as a request, and the answer is what it would send:"
                        + " {\"predictions\": …}. What the model itself prints goes to standard error.",
                List.of(
                        ModelOptions.URI,
                        INPUT,
                        OUTPUT,
                        CONTENT_TYPE,
                        ModelOptions.ENV_MANAGER,
                        ModelOptions.INSTALL_MLFLOW,
                        OVERRIDES,
                        VARIABLES,
                        LogOptions.LEVEL,
                        LogOptions.FORMAT),
                new Syntax.Example(
                        "millrace models predict -m models:/breast-cancer@champion -i cells.csv -t csv -o answer.json",
                        "A table, with the model that bears an alias."));
    }

    @Override
    void run(Call call, String uri) throws IOException, InterruptedException {
        Settings settings = call.settings();
        EnvironmentTool tool = ModelOptions.tool(settings);
        Map<String, String> variables = variables(settings, tool);
        List<String> overrides = overrides(settings, tool);
        boolean pythonOnly = !variables.isEmpty() || settings.find(OVERRIDES) != null;
        Path output = output(call);
        byte[] input = input(call);
        Path model = ModelFiles.folder(uri, call.folder(), call::client);
        LogOptions.apply(settings);
        if (pythonOnly && !Scorers.needsPython(model)) {
            throw new UsageException(shown(uri) + " is scored without Python, to which alone " + OVERRIDES.name()
                    + " and " + VARIABLES.name() + " mean something: leave them out");
        }
        Map<String, String> all = new HashMap<>(call.variables());
        all.putAll(variables);
        ModelPython python = new ModelPython(all, tool, overrides, call::tell);
        byte[] answer = score(ScoringConfig.of(model, python.source(model)).withWorkers(1), settings, input);
        if (output == null) {
            call.print(answer);
        } else {
            Files.write(output, answer);
        }
    }

    private static byte[] score(ScoringConfig config, Settings settings, byte[] input) throws InterruptedException {
        String type = settings.get(CONTENT_TYPE).equals("csv") ? "text/csv" : "application/json";
        try (Scorer scorer = Scorers.load(config)) {
            Answer answer = scorer.score(type, input, System.nanoTime() + LONG.toNanos());
            if (answer.status() != 200) {
                throw new CommandException(reason(message(answer), type, input));
            }
            return answer.body();
        } catch (ScoringException refused) {
            throw new CommandException(reason(String.valueOf(refused.getMessage()), type, input), refused);
        }
    }

    /** What was said, but of an input that should be JSON and is not: of that, Python quotes all. */
    private static String reason(String said, String type, byte[] input) {
        try {
            if (type.equals("application/json")) {
                Json.parseTrusted(input);
            }
            return said;
        } catch (ApiException malformed) {
            return malformed.message() + "; if the input is CSV, give -t csv";
        }
    }

    /** What an error of Python's says. */
    private static String message(Answer error) {
        try {
            if (Json.parse(error.body()) instanceof JsonValue.Obj members && members.text("message") != null) {
                return String.valueOf(members.text("message"));
            }
        } catch (ApiException bareText) {
            return new String(error.body(), UTF_8);
        }
        return new String(error.body(), UTF_8);
    }

    private static Map<String, String> variables(Settings settings, @Nullable EnvironmentTool tool) {
        Map<String, String> variables = new HashMap<>();
        for (String word : settings.list(VARIABLES)) {
            ModelOptions.requireEnvironment(VARIABLES, tool);
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw new UsageException("a value of " + VARIABLES.name() + " is not NAME=VALUE");
            }
            variables.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return variables;
    }

    private static List<String> overrides(Settings settings, @Nullable EnvironmentTool tool) {
        List<String> all = new ArrayList<>();
        String given = settings.find(OVERRIDES);
        if (given != null) {
            ModelOptions.requireEnvironment(OVERRIDES, tool);
            try {
                requirements(given).stream()
                        .map(each -> Requirement.parse(each.strip()).toString())
                        .forEach(all::add);
            } catch (EnvironmentException wrong) {
                throw new UsageException(OVERRIDES.name() + ": " + wrong.getMessage());
            }
        }
        all.addAll(ModelOptions.overrides(settings, tool));
        return all;
    }

    private static List<String> requirements(String given) {
        List<String> requirements = new ArrayList<>();
        Matcher comma = COMMA.matcher(given);
        int start = 0;
        while (comma.find()) {
            if (comma.group("between") != null) {
                requirements.add(given.substring(start, comma.start()));
                start = comma.end();
            }
        }
        requirements.add(given.substring(start));
        return requirements;
    }

    /** Where the answer goes, null for standard output. Checked before the model has worked for it. */
    private static @Nullable Path output(Call call) {
        String named = call.settings().find(OUTPUT);
        if (named == null) {
            return null;
        }
        Path file = call.folder().resolve(named).normalize();
        Path parent = file.getParent();
        if (Files.isDirectory(file) || parent == null || !Files.isDirectory(parent)) {
            throw new CommandException("cannot write " + named + ": "
                    + (Files.isDirectory(file) ? "it is a folder" : "there is no such folder"));
        }
        return file;
    }

    private static byte[] input(Call call) throws IOException {
        String named = call.settings().find(INPUT);
        if (named == null) {
            return read(call.input());
        }
        Path file = call.folder().resolve(named).normalize();
        if (!Files.exists(file) || Files.isDirectory(file)) {
            throw new CommandException("there is no file " + named);
        }
        try (InputStream content = Files.newInputStream(file)) {
            return read(content);
        }
    }

    /** As much as the scoring server would take of requests at a time. */
    private static byte[] read(InputStream content) throws IOException {
        int limit = (int) Math.min(Runtime.getRuntime().maxMemory() / 4, LONGEST_ARRAY);
        byte[] input = content.readNBytes(limit);
        if (input.length == limit) {
            throw new CommandException(
                    "the input is larger than " + (limit >> 20) + " MiB, a quarter of the memory that"
                            + " this process may take: score it in parts, or give it more (MILLRACE_JAVA_OPTS=-Xmx16g)");
        }
        return input;
    }
}
