package dev.millrace.http;

import java.time.Duration;
import java.time.Instant;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets connections wait in the system's queue while there are as many as there may be, since each can hold memory before
 * anybody is known behind it.
 */
final class ConnectionLimit extends NetworkConnectionLimit {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** Between warnings, since the limit may come and go many times a second. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private @Nullable Instant told;

    ConnectionLimit(HttpConfig config, ServerConnector connector) {
        super(config.connections(), connector);
    }

    @Override
    protected void limit() {
        super.limit();
        Instant now = Instant.now();
        if (told == null || told.plus(PAUSE).isBefore(now)) {
            told = now;
            LOG.warn(
                    "There are {} connections, as many as there may be with this heap; more have to wait",
                    getMaxNetworkConnectionCount());
        }
    }
}
