package dev.millrace.cli.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.FileStore;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.UsageException;
import dev.millrace.client.Tracking;
import dev.millrace.server.sql.DatabaseRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The tracking server or database that a setting names, or else the one of the folder. */
public final class NamedTracking {
    /** A host and a port without a scheme: one slip of the hand away from an address. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("[\\w.-]+:\\d+(/\\S*)?");

    /** What MLflow takes for a workspace, with or without a profile. */
    private static final Pattern DATABRICKS = Pattern.compile("databricks(-uc)?(:.*)?");

    private static final String DATABASE_OF_FOLDER = "mlflow.db";

    private NamedTracking() {}

    /** The option, for the commands that work on one. */
    public static Option option(String description) {
        return Option.value("--tracking-uri", "URI", description).environment("MLFLOW_TRACKING_URI");
    }

    /**
     * What the option names, or else the database of the folder.
     *
     * @throws UsageException where neither is there, or the name is no address
     */
    public static Tracking of(Settings settings, Option option, CliConfig config) {
        return find(settings, option, config).orElseGet(() -> {
            FileStore.refuse(config.folder(), option.name());
            if (!Files.isRegularFile(database(config))) {
                throw new UsageException("no tracking server or database is named: set MLFLOW_TRACKING_URI or give "
                        + option.name() + ", e.g. http://127.0.0.1:5000 or sqlite:///mlflow.db");
            }
            return ofFolder(config);
        });
    }

    /**
     * The same for a command that writes: where there is none, one is made in the folder when it is first used.
     *
     * @param messages gets a line that says so
     */
    public static Tracking made(Settings settings, Option option, CliConfig config, Consumer<String> messages) {
        return find(settings, option, config).orElseGet(() -> {
            FileStore.refuse(config.folder(), option.name());
            if (!Files.exists(database(config))) {
                messages.accept("no tracking server is named (MLFLOW_TRACKING_URI): what is logged goes to a new "
                        + DATABASE_OF_FOLDER + " in this folder");
            }
            return ofFolder(config);
        });
    }

    private static Optional<Tracking> find(Settings settings, Option option, CliConfig config) {
        return settings.optional(option).map(String::strip).map(address -> {
            if (HOST_AND_PORT.matcher(address).matches()) {
                throw settings.wrong(option, "an address; did you mean http://" + address + "?");
            }
            return parse(address, config);
        });
    }

    private static Tracking parse(String address, CliConfig config) {
        String scheme = address.toLowerCase(Locale.ROOT);
        if (DATABRICKS.matcher(scheme).matches()) {
            throw new UsageException("a Databricks workspace as tracking server is not supported: name a server, which"
                    + " begins with http:// or https://, or a database");
        }
        try {
            return scheme.startsWith("http:") || scheme.startsWith("https:")
                    ? Tracking.server(address, config.environment())
                    : DatabaseTracking.of(address, config.environment());
        } catch (ApiException malformed) {
            throw new UsageException(String.valueOf(malformed.getMessage()));
        } catch (DatabaseRefused refused) {
            throw new UsageException(refused.getMessage() + " A server's address begins with http:// or https://.");
        }
    }

    private static Tracking ofFolder(CliConfig config) {
        return parse("sqlite:///" + database(config), config);
    }

    private static Path database(CliConfig config) {
        return config.folder().resolve(DATABASE_OF_FOLDER);
    }
}
