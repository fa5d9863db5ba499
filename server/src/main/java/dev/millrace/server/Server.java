package dev.millrace.server;

import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactStores;
import dev.millrace.http.Handler;
import dev.millrace.http.HttpServer;
import dev.millrace.http.Metrics;
import dev.millrace.server.artifact.ArtifactLocator;
import dev.millrace.server.artifact.ArtifactRootStore;
import dev.millrace.server.artifact.ArtifactRoots;
import dev.millrace.server.artifact.ModelArtifactEndpoints;
import dev.millrace.server.artifact.PresignedEndpoints;
import dev.millrace.server.artifact.ProxyEndpoints;
import dev.millrace.server.artifact.RunArtifactEndpoints;
import dev.millrace.server.home.HomePage;
import dev.millrace.server.registry.ModelVersionEndpoints;
import dev.millrace.server.registry.ModelVersionStore;
import dev.millrace.server.registry.RegisteredModelEndpoints;
import dev.millrace.server.registry.RegisteredModelStore;
import dev.millrace.server.search.SearchIndexes;
import dev.millrace.server.sql.Database;
import dev.millrace.server.tracking.ExperimentEndpoints;
import dev.millrace.server.tracking.ExperimentStore;
import dev.millrace.server.tracking.LoggedModelEndpoints;
import dev.millrace.server.tracking.LoggedModelStore;
import dev.millrace.server.tracking.MetricEndpoints;
import dev.millrace.server.tracking.MetricStore;
import dev.millrace.server.tracking.RunEndpoints;
import dev.millrace.server.tracking.RunInputEndpoints;
import dev.millrace.server.tracking.RunInputStore;
import dev.millrace.server.tracking.RunLogStore;
import dev.millrace.server.tracking.RunReadStore;
import dev.millrace.server.tracking.RunStore;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A tracking server that runs: a database with the HTTP server before it. */
public final class Server implements AutoCloseable {
    /** The version of MLflow whose API this server speaks; clients read it and compare. */
    public static final String MLFLOW_VERSION = "3.17.2";

    private final Database database;
    private final HttpServer http;

    private Server(Database database, HttpServer http) {
        this.database = database;
        this.http = http;
    }

    /**
     * Opens the database and begins to answer.
     *
     * @throws dev.millrace.api.ApiException where the destination of artifacts is none that this server can write to; the
     *     database is not touched then
     * @throws dev.millrace.server.sql.DatabaseRefused where the database cannot be used
     * @throws IOException where the port cannot be bound
     */
    public static Server start(ServerConfig config) throws IOException {
        // A server that cannot listen leaves nothing behind.
        HttpServer.check(config.http());
        // Before a database is made that would stand empty beside the refusal.
        proxied(config);
        return start(config, Database.open(config.database()));
    }

    /** The same on a database that is open already; it is closed with the server, and where the start fails. */
    public static Server start(ServerConfig config, Database database) throws IOException {
        try {
            return new Server(database, HttpServer.start(config.http(), handler(config, database)));
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** The whole object graph. */
    private static Handler handler(ServerConfig config, Database database) {
        Clock clock = Clock.systemUTC();
        var metrics = new Metrics();
        DatabaseMetrics.register(database, metrics);

        var experiments = new ExperimentStore(database, config.defaultArtifactRoot(), clock);
        experiments.createDefault();
        SearchIndexes.createInBackground(database);
        var runs = new RunStore(database, clock);
        var runLog = new RunLogStore(database);
        var runReader = new RunReadStore(database);
        var versions = new ModelVersionStore(database, clock);

        var routes = new Routes();
        routes.add("GET", "/", new HomePage(config.version(), config.staticPrefix()));
        new ServerEndpoints(metrics).bind(routes);
        new ExperimentEndpoints(experiments).bind(routes);
        new RunEndpoints(runs, runLog, runReader).bind(routes);
        bindArtifacts(config, new ArtifactRootStore(database, versions::downloadUri), routes);
        new LoggedModelEndpoints(new LoggedModelStore(database, clock)).bind(routes);
        new RegisteredModelEndpoints(new RegisteredModelStore(database, clock)).bind(routes);
        new ModelVersionEndpoints(versions, config.modelVersionSources()).bind(routes);
        new RunInputEndpoints(new RunInputStore(database), runLog).bind(routes);
        new MetricEndpoints(new MetricStore(database)).bind(routes);

        return Filters.before(routes, config, metrics);
    }

    private static void bindArtifacts(ServerConfig config, ArtifactRoots roots, Routes routes) {
        ArtifactStore proxied = proxied(config);
        var locator = new ArtifactLocator(proxied, roots);
        new ProxyEndpoints(proxied).bind(routes);
        new RunArtifactEndpoints(roots, locator).bind(routes);
        new ModelArtifactEndpoints(roots, locator).bind(routes);
        new PresignedEndpoints(roots).bind(routes);
    }

    private static @Nullable ArtifactStore proxied(ServerConfig config) {
        return config.serveArtifacts() ? ArtifactStores.of(config.artifactsDestination()) : null;
    }

    /** The port that it listens on. */
    public int port() {
        return http.port();
    }

    /** The database, for whoever shows its figures. */
    public Database database() {
        return database;
    }

    /** Lets requests under way finish, then closes the database. */
    @Override
    public void close() {
        http.close();
        database.close();
    }
}
