package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Sets up the log of the process: one line an event on standard error, as text or as JSON, with the id of the request that
 * the thread answers at that moment.
 */
public final class Logs {

    /** How an event is printed. */
    public enum Format {
        /** {@code 2026-01-31 12:00:00.000 INFO  Server: text [request id]}, a stack trace below. */
        TEXT,
        /** An object with time, level, logger, message and, where there are such, request_id and error. */
        JSON
    }

    /** Held for the life of the process, because java.util.logging forgets the levels of loggers nobody holds. */
    private static final Logger MILLRACE = Logger.getLogger("dev.millrace");

    private Logs() {}

    /**
     * Replaces whatever java.util.logging was set up to do.
     *
     * @param level the least level of Millrace's own events: trace, debug, info, warn or error; libraries keep to warn
     */
    public static void configure(Format format, String level) {
        LogManager.getLogManager().reset();
        var console = new ConsoleHandler();
        console.setFormatter(format == Format.JSON ? new JsonLines() : new TextLines());
        console.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.addHandler(console);
        root.setLevel(Level.WARNING);
        MILLRACE.setLevel(levelOf(level));
    }

    private static Level levelOf(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "trace" -> Level.FINEST;
            case "debug" -> Level.FINE;
            case "info" -> Level.INFO;
            case "warn", "warning" -> Level.WARNING;
            case "error", "critical" -> Level.SEVERE;
            default ->
                throw new IllegalArgumentException(
                        "A log level is one of trace, debug, info, warn, error, not " + name);
        };
    }

    private static String nameOf(Level level) {
        int value = level.intValue();
        return value >= 1000
                ? "ERROR"
                : value >= 900 ? "WARN" : value >= 800 ? "INFO" : value >= 500 ? "DEBUG" : "TRACE";
    }

    /** Made for the first event: a server that has nothing to tell starts without it, which is felt at each start. */
    private static final class LocalTime {
        static final DateTimeFormatter FORMAT =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    }

    private static String traceOf(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    static final class TextLines extends Formatter {

        @Override
        public String format(LogRecord event) {
            String logger = String.valueOf(event.getLoggerName());
            var line = new StringBuilder(128);
            LocalTime.FORMAT.formatTo(event.getInstant(), line);
            line.append(' ').append("%-5s".formatted(nameOf(event.getLevel()))).append(' ');
            line.append(logger, logger.lastIndexOf('.') + 1, logger.length());
            line.append(": ").append(formatMessage(event).replace("\n", "\\n").replace("\r", "\\r"));
            if (RequestIds.CURRENT.isBound()) {
                line.append(" [").append(RequestIds.CURRENT.get().requestId()).append(']');
            }
            line.append('\n');
            if (event.getThrown() != null) {
                line.append(traceOf(event.getThrown()));
            }
            return line.toString();
        }
    }

    static final class JsonLines extends Formatter {

        @Override
        public String format(LogRecord event) {
            var line = new LinkedHashMap<String, JsonValue>();
            line.put("time", new JsonValue.Text(event.getInstant().toString()));
            line.put("level", new JsonValue.Text(nameOf(event.getLevel())));
            line.put("logger", new JsonValue.Text(String.valueOf(event.getLoggerName())));
            line.put("message", new JsonValue.Text(formatMessage(event)));
            if (RequestIds.CURRENT.isBound()) {
                line.put(
                        "request_id",
                        new JsonValue.Text(RequestIds.CURRENT.get().requestId()));
            }
            if (event.getThrown() != null) {
                line.put("error", new JsonValue.Text(traceOf(event.getThrown())));
            }
            return new String(Json.print(new JsonValue.Obj(line)), UTF_8) + "\n";
        }
    }
}
