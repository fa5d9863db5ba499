package dev.millrace.cli;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.http.Logs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The options of the log, which every command that runs for long has. */
public final class LogOptions {
    public static final Option LEVEL = Option.value(
                    "--log-level", "LEVEL", "The least level that is logged: debug logs every request.")
            .environment("MLFLOW_LOGGING_LEVEL")
            .fallback("info");
    public static final Option FORMAT = Option.value(
                    "--log-format", "FORMAT", "Lines of text, or a JSON object a line.")
            .choices("text", "json")
            .environment("MILLRACE_LOG_FORMAT")
            .fallback("text");

    private LogOptions() {}

    /** Tells on standard output that a server answers now: a line for people, or an object where the log is JSON. */
    static void announce(Settings settings, Terminal terminal, String text, String url) {
        long process = ProcessHandle.current().pid();
        String message = "Millrace " + Version.current() + " " + text + " (process " + process + ")";
        if (!settings.get(FORMAT).equals("json")) {
            terminal.out().println(message);
            return;
        }
        Map<String, JsonValue> line = new LinkedHashMap<>();
        line.put("time", new JsonValue.Text(Instant.now().toString()));
        line.put("level", new JsonValue.Text("INFO"));
        line.put("message", new JsonValue.Text(message));
        line.put("url", new JsonValue.Text(url));
        line.put("process", new JsonValue.Num(String.valueOf(process)));
        terminal.out().println(new String(Json.print(new JsonValue.Obj(line)), StandardCharsets.UTF_8));
    }

    /** Logs as the options say from here on. */
    public static void apply(Settings settings) {
        try {
            Logs.configure(
                    Logs.Format.valueOf(settings.get(FORMAT).toUpperCase(Locale.ROOT)),
                    settings.get(LEVEL).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException wrong) {
            throw settings.wrong(LEVEL, "debug, info, warning or error");
        }
    }
}
