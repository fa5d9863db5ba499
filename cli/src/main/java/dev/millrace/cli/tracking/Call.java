package dev.millrace.cli.tracking;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.Message;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.CommandException;
import dev.millrace.cli.Terminal;
import dev.millrace.cli.TrackingAddress;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.UsageException;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.TrackingClient;
import dev.millrace.http.Logs;
import dev.millrace.projects.CallerConfig;
import dev.millrace.server.LocalTracking;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.PoolConfig;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command under way: what it was told, and the server or database that it is about. */
public final class Call implements AutoCloseable {
    /** The server or database. */
    static final Option TRACKING_URI = Option.value(
                    "--tracking-uri",
                    "URI",
                    "The tracking server, as http://127.0.0.1:5000, or a database, as sqlite:///mlflow.db; without it"
                            + " the mlflow.db of this folder, where there is one.")
            .environment("MLFLOW_TRACKING_URI");

    private static final String USUAL_DATABASE = "mlflow.db";

    /** Where MLflow's commands keep artifacts of experiments that they make in a database. */
    private static final String ARTIFACT_ROOT = "./mlruns";

    private final Settings settings;
    private final Terminal terminal;
    private final CliConfig config;
    private @Nullable TrackingClient client;
    private @Nullable LocalTracking database;

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
                .map(message -> Json.parse(Json.write(message)))
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
            client = open(address());
        }
        return client;
    }

    private String address() {
        return TrackingAddress.of(settings, TRACKING_URI).map(String::strip).orElseGet(() -> {
            if (Files.isRegularFile(folder().resolve(USUAL_DATABASE))) {
                return "sqlite:///" + USUAL_DATABASE;
            }
            throw new UsageException("no tracking server or database is named: set MLFLOW_TRACKING_URI or give"
                    + " --tracking-uri, e.g. http://127.0.0.1:5000 or sqlite:///mlflow.db");
        });
    }

    private TrackingClient open(String address) {
        String scheme = address.toLowerCase(Locale.ROOT);
        if (scheme.startsWith("http:") || scheme.startsWith("https:")) {
            return new TrackingClient(ClientConfig.of(address, config.environment()));
        }
        try {
            LocalTracking opened = LocalTracking.open(database(address, config.environment()), ARTIFACT_ROOT);
            database = opened;
            return new TrackingClient(new DatabaseTransport(opened));
        } catch (DatabaseRefused refused) {
            throw new CommandException(
                    refused.getMessage()
                            + " Where a server uses that database, name the server: MLFLOW_TRACKING_URI=http://HOST:PORT",
                    refused);
        }
    }

    static DatabaseConfig database(String address, Map<String, String> environment) {
        return DatabaseConfig.of(address).withPool(PoolConfig.ofEnvironment(environment), null);
    }

    /** Lets the server or database go, which others may wait for, before work that takes long and needs neither. */
    public void disconnect() {
        client = null;
        if (database != null) {
            database.close();
            database = null;
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
