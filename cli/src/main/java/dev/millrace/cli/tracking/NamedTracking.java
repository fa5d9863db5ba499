package dev.millrace.cli.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.cli.CliConfig;
import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.UsageException;
import dev.millrace.client.Tracking;
import dev.millrace.server.sql.DatabaseRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tracking server or database that a setting names, or else the one of the folder. */
public final class NamedTracking {
    /** A host and a port without a scheme: one slip of the hand away from an address. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("[\\w.-]+:\\d+(/\\S*)?");

    private static final String DATABASE_OF_FOLDER = "mlflow.db";
    private static final String FILE_STORE_OF_FOLDER = "mlruns";

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
        return find(settings, option, config)
                .or(() -> hasOne(config.folder()) ? Optional.of(ofFolder(config)) : Optional.empty())
                .orElseThrow(() -> new UsageException("no tracking server or database is named: set MLFLOW_TRACKING_URI"
                        + " or give --tracking-uri, e.g. http://127.0.0.1:5000 or sqlite:///mlflow.db"));
    }

    /**
     * The same for a command that writes: where there is none, one is made in the folder when it is first used.
     *
     * @param messages gets a line that says so
     */
    public static Tracking made(Settings settings, Option option, CliConfig config, Consumer<String> messages) {
        return find(settings, option, config).orElseGet(() -> {
            if (!hasOne(config.folder())) {
                messages.accept("no tracking server is named (MLFLOW_TRACKING_URI): " + DATABASE_OF_FOLDER
                        + " is made in this folder");
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

    private static boolean hasOne(Path folder) {
        return Files.exists(folder.resolve(DATABASE_OF_FOLDER))
                || holdsExperiments(folder.resolve(FILE_STORE_OF_FOLDER));
    }

    /** Of runs that MLflow kept in files, the refusal says how they are moved into a database. */
    private static Tracking ofFolder(CliConfig config) {
        Path database = config.folder().resolve(DATABASE_OF_FOLDER);
        boolean inFiles = !Files.exists(database) && hasOne(config.folder());
        return parse(inFiles ? "./" + FILE_STORE_OF_FOLDER : "sqlite:///" + database, config);
    }

    private static boolean holdsExperiments(Path fileStore) {
        if (!Files.isDirectory(fileStore)) {
            return false;
        }
        try (Stream<Path> experiments = Files.list(fileStore)) {
            return experiments.anyMatch(folder -> Files.isRegularFile(folder.resolve("meta.yaml")));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
