package dev.millrace.cli.tracking;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.Message;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.Terminal;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.client.TrackingClient;
import dev.millrace.http.Logs;
import dev.millrace.projects.CallerConfig;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command under way: what it was told, and the server or database that it is about. */
public final class Call {
    /** The server or database. */
    static final Option TRACKING_URI = NamedTracking.option(
            "The tracking server, as http://127.0.0.1:5000, or a database, as sqlite:///mlflow.db; without it"
                    + " the mlflow.db of this folder, which experiments create and runs create make.");

    private final Settings settings;
    private final Terminal terminal;
    private final CliConfig config;
    private @Nullable TrackingClient client;

    Call(Settings settings, Terminal terminal, CliConfig config) {
        this.settings = settings;
        this.terminal = terminal;
        this.config = config;
    }

    /** The values of its options. */
    public Settings settings() {
        return settings;
    }

    /** The folder that relative paths start from. */
    public Path folder() {
        return config.folder();
    }

    /** The environment variables. */
    public Map<String, String> variables() {
        return config.environment();
    }

    /** What comes on standard input. */
    public InputStream input() {
        return terminal.in();
    }

    /** The name of the user. */
    public String user() {
        return CallerConfig.user(config.environment());
    }

    /** Prints a line of the result. */
    public void print(String line) {
        terminal.out().print(line + "\n");
    }

    /** Prints a result as it is, without the end of a line. */
    public void print(byte[] text) {
        terminal.out().write(text, 0, text.length);
    }

    /** Prints a line that is no result. */
    public void tell(String line) {
        terminal.err().print(line + "\n");
    }

    /** Prints messages of the API as a JSON array. */
    public void printJson(List<? extends Message> messages) {
        List<JsonValue> items = messages.stream()
                .map(message -> Json.parseTrusted(Json.write(message)))
                .toList();
        print(PythonJson.of(new JsonValue.Arr(items), 2));
    }

    /**
     * A client of the server or database. Made when it is first asked for, so that a call that is refused for its options
     * leaves no new database behind.
     */
    public TrackingClient client() {
        if (client == null) {
            Logs.configure(Logs.Format.TEXT, "warning");
            client = NamedTracking.of(settings, TRACKING_URI, config).client();
        }
        return client;
    }

    /** The same for a command that makes something: where nothing is named, a database is made in this folder. */
    public TrackingClient writer() {
        if (client == null) {
            Logs.configure(Logs.Format.TEXT, "warning");
            client = NamedTracking.made(settings, TRACKING_URI, config, this::tell)
                    .client();
        }
        return client;
    }
}
