package dev.millrace.cli;

import dev.millrace.cli.options.Settings;
import dev.millrace.cli.options.UsageException;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.PoolConfig;
import dev.millrace.server.sql.migration.Stamp;
import java.util.List;

/** The database that a command of {@code db} works on: the one that it names, or else the server's. */
final class DatabaseAddress {
    private static final String VARIABLE = "MLFLOW_BACKEND_STORE_URI";

    /** For the description of a command. */
    static final String WORDS =
            "The address is written as for --backend-store-uri of the server, or as database_uri of basic_auth.ini: users"
                    + " and permissions are in that database, or in one with runs. Leave it out to take it from "
                    + VARIABLE + ", which keeps a password out of the list of processes.";

    private DatabaseAddress() {}

    /** Begins a sentence about a database with the revision of one of its schemas. */
    static String at(String database, Stamp stamp) {
        return switch (stamp.chain()) {
            case TRACKING -> database + " is at revision " + stamp.revision();
            case AUTH -> database + " is, for users and permissions, at revision " + stamp.revision();
        };
    }

    /** @throws UsageException where neither names one */
    static DatabaseConfig of(Settings settings, CliConfig config) {
        List<String> named = settings.parameters();
        String uri = named.isEmpty() ? config.environment().getOrDefault(VARIABLE, "") : named.getFirst();
        if (uri.isEmpty()) {
            throw new UsageException(
                    "No database is named: give its address, as in sqlite:///mlflow.db, or set " + VARIABLE + ".");
        }
        return DatabaseConfig.of(uri).withPool(PoolConfig.ofEnvironment(config.environment()), null);
    }
}
