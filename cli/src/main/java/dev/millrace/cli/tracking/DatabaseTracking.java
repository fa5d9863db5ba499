package dev.millrace.cli.tracking;

import dev.millrace.client.Tracking;
import dev.millrace.client.TrackingClient;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseUri;
import dev.millrace.server.sql.PoolConfig;
import java.time.Duration;
import java.util.Map;

/**
 * A database without a server.
 *
 * @param uri its address, with the absolute path of a file
 * @param config how it is opened
 */
record DatabaseTracking(String uri, DatabaseConfig config) implements Tracking {
    /** Other commands have a file for a moment only; a server that has it keeps it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** @throws dev.millrace.server.sql.DatabaseRefused where it is the address of no database */
    static DatabaseTracking of(String address, Map<String, String> environment) {
        String uri = DatabaseUri.isServer(address) ? address : "sqlite:///" + DatabaseUri.sqliteFile(address);
        return new DatabaseTracking(uri, DatabaseConfig.of(uri).withPool(PoolConfig.ofEnvironment(environment), null));
    }

    @Override
    public TrackingClient client() {
        return new TrackingClient(new DatabaseTransport(config, PATIENCE));
    }

    @Override
    public TrackingClient hastyClient() {
        return client();
    }

    /** Without the address, which may hold a password. */
    @Override
    public String toString() {
        return "DatabaseTracking[" + config + "]";
    }
}
