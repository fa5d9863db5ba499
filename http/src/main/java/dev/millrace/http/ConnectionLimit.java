package dev.millrace.http;

import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets connections wait in the system's queue while there are as many as there may be, since each can hold memory before
 * anybody is known behind it.
 */
final class ConnectionLimit extends NetworkConnectionLimit {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private boolean isTold;

    ConnectionLimit(HttpConfig config, ServerConnector connector) {
        super(config.connections(), connector);
    }

    @Override
    protected void limit() {
        super.limit();
        // Once: it may come and go many times a second.
        if (!isTold) {
            isTold = true;
            LOG.warn(
                    "There are {} connections, as many as there may be; more have to wait",
                    getMaxNetworkConnectionCount());
        }
    }
}
