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
    private static final Duration HASTY = Duration.ofSeconds(5);

    /** @throws dev.millrace.server.sql.DatabaseRefused where it is the address of no database */
    static DatabaseTracking of(String address, Map<String, String> environment) {
        String uri = DatabaseUri.isServer(address) ? address : "sqlite:///" + DatabaseUri.sqliteFile(address);
        return new DatabaseTracking(uri, DatabaseConfig.of(uri).withPool(PoolConfig.ofEnvironment(environment), null));
    }

    @Override
    public TrackingClient client() {
        return new TrackingClient(new DatabaseTransport(config));
    }

    @Override
    public TrackingClient hastyClient() {
        return new TrackingClient(
                new DatabaseTransport(config.withPool(config.pool().withPatience(HASTY), null)));
    }

    /** Without the address, which may hold a password. */
    @Override
    public String toString() {
        return "DatabaseTracking[" + config + "]";
    }
}
