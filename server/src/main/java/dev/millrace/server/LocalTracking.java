package dev.millrace.server;

import dev.millrace.http.Response;
import dev.millrace.http.Router;
import dev.millrace.server.registry.ModelVersionEndpoints;
import dev.millrace.server.registry.ModelVersionStore;
import dev.millrace.server.registry.RegisteredModelEndpoints;
import dev.millrace.server.registry.RegisteredModelStore;
import dev.millrace.server.registry.RegistryEvents;
import dev.millrace.server.search.SearchIndexes;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.tracking.ExperimentEndpoints;
import dev.millrace.server.tracking.ExperimentStore;
import dev.millrace.server.tracking.LoggedModelEndpoints;
import dev.millrace.server.tracking.LoggedModelStore;
import dev.millrace.server.tracking.RunEndpoints;
import dev.millrace.server.tracking.RunLogStore;
import dev.millrace.server.tracking.RunReadStore;
import dev.millrace.server.tracking.RunStore;
import java.time.Clock;

/**
 * Experiments, runs and models of a database for a command that ends at once: the endpoints of a server without a
 * server. No port is opened, since everyone on the machine could reach it for as long as the command runs, with a right to
 * the database or without. Nothing is made beside the schema: the indexes of a server ({@link SearchIndexes}) take longer
 * than the command.
 */
public final class LocalTracking implements AutoCloseable {
    private final Database database;
    private final Router router;

    private LocalTracking(Database database, Router router) {
        this.database = database;
        this.router = router;
    }

    /**
     * Opens a database, which is made where there is none.
     *
     * @param artifactRoot the location of artifacts of experiments that name none
     * @throws dev.millrace.server.sql.DatabaseRefused where the database cannot be used, as while a server has it open
     */
    public static LocalTracking open(DatabaseConfig config, String artifactRoot) {
        Database database = Database.open(config);
        try {
            Workspaces.requireNone(database);
            Clock clock = Clock.systemUTC();
            var experiments = new ExperimentStore(database, artifactRoot, clock);
            experiments.createDefault();
            var runs = new RunStore(database, clock);
            var routes = new Routes();
            new ExperimentEndpoints(experiments).bind(routes);
            new RunEndpoints(runs, new RunLogStore(database), new RunReadStore(database)).bind(routes);
            new LoggedModelEndpoints(new LoggedModelStore(database, clock)).bind(routes);
            // Webhooks are told by servers only, as in MLflow.
            var events = new RegistryEvents(event -> {});
            new RegisteredModelEndpoints(new RegisteredModelStore(database, clock), events).bind(routes);
            new ModelVersionEndpoints(new ModelVersionStore(database, clock), null, events).bind(routes);
            return new LocalTracking(database, routes.build());
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    /**
     * Answers a request; a path that it does not know is a 404 without JSON.
     *
     * @param pathAndQuery percent-encoded, starting with a slash
     * @param body of JSON; empty for none
     * @throws dev.millrace.api.ApiException where the request is refused
     */
    public Response request(String method, String pathAndQuery, byte[] body) throws Exception {
        return router.handle(new LocalExchange(method, pathAndQuery, body));
    }

    @Override
    public void close() {
        database.close();
    }
}
