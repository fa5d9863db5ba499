package dev.millrace.cli;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.http.Logs;
import java.util.Locale;

/** The options of the log, which every command that runs for long has. */
final class LogOptions {
    static final Option LEVEL = Option.value(
                    "--log-level", "LEVEL", "The least level that is logged: debug logs every request.")
            .environment("MLFLOW_LOGGING_LEVEL")
            .fallback("info");
    static final Option FORMAT = Option.value("--log-format", "FORMAT", "Lines of text, or a JSON object a line.")
            .choices("text", "json")
            .environment("MILLRACE_LOG_FORMAT")
            .fallback("text");

    private LogOptions() {}

    static void apply(Settings settings) {
        try {
            Logs.configure(
                    Logs.Format.valueOf(settings.get(FORMAT).toUpperCase(Locale.ROOT)),
                    settings.get(LEVEL).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException wrong) {
            throw settings.wrong(LEVEL, "debug, info, warning or error");
        }
    }
}
