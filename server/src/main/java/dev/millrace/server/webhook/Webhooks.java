package dev.millrace.server.webhook;

import dev.millrace.server.Routes;
import dev.millrace.server.registry.RegistryEvent;
import dev.millrace.server.sql.Database;
import java.time.Clock;

/** All of webhooks: where they are kept, asked for, and told of events. */
public final class Webhooks implements AutoCloseable {
    private final WebhookEndpoints endpoints;
    private final Deliveries deliveries;

    public Webhooks(Database database, WebhookConfig config, Clock clock) {
        var store = new WebhookStore(database, config, clock);
        var sender = new Sender(store, config, clock);
        this.endpoints = new WebhookEndpoints(store, config, sender);
        this.deliveries = new Deliveries(store, sender);
    }

    public void bind(Routes routes) {
        endpoints.bind(routes);
    }

    /** Takes an event and returns at once; its deliveries happen on threads of their own. */
    public void tell(RegistryEvent event) {
        deliveries.tell(event);
    }

    /** Lets deliveries under way go on for a short while. */
    @Override
    public void close() {
        deliveries.close();
    }
}
