package dev.millrace.server;

import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactStores;
import dev.millrace.http.AuditLog;
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
import dev.millrace.server.auth.Access;
import dev.millrace.server.auth.FirstAdmin;
import dev.millrace.server.graphql.GraphqlEndpoints;
import dev.millrace.server.registry.ModelVersionEndpoints;
import dev.millrace.server.registry.ModelVersionStore;
import dev.millrace.server.registry.RegisteredModelEndpoints;
import dev.millrace.server.registry.RegisteredModelStore;
import dev.millrace.server.registry.RegistryEvents;
import dev.millrace.server.search.SearchIndexes;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Sql;
import dev.millrace.server.sql.Work;
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
import dev.millrace.server.webhook.Webhooks;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tracking server that runs: a database with the HTTP server before it. */
public final class Server implements AutoCloseable {
    /** The version of MLflow whose API this server speaks; clients read it and compare. */
    public static final String MLFLOW_VERSION = "3.17.2";

    private final Database database;
    private final @Nullable Access access;
    private final ArtifactStores stores;
    private final Webhooks webhooks;
    private final @Nullable AuditLog audit;
    private final HttpServer http;
    private final Optional<FirstAdmin.Generated> generatedPassword;

    private Server(
            Database database,
            ArtifactStores stores,
            @Nullable Access access,
            Webhooks webhooks,
            @Nullable AuditLog audit,
            HttpServer http,
            Optional<FirstAdmin.Generated> generatedPassword) {
        this.database = database;
        this.stores = stores;
        this.access = access;
        this.webhooks = webhooks;
        this.audit = audit;
        this.http = http;
        this.generatedPassword = generatedPassword;
    }

    /**
     * Opens the database and begins to answer.
     *
     * @throws dev.millrace.api.ApiException where the destination of artifacts is none that this server can write to; the
     *     database is not touched then
     * @throws dev.millrace.server.sql.DatabaseRefused where the database cannot be used
     * @throws IOException where the port cannot be bound, or the web UI cannot be read, or the audit log cannot be opened
     */
    public static Server start(ServerConfig config) throws IOException {
        // A server that cannot listen leaves nothing behind.
        HttpServer.check(config.http());
        AuditLog audit = audit(config);
        var stores = new ArtifactStores(config.stores());
        try {
            // Before a database is made that would stand empty beside the refusal.
            proxied(config, stores);
            return start(config, Database.open(config.backend()), stores, audit);
        } catch (IOException | RuntimeException e) {
            stores.close();
            close(audit);
            throw e;
        }
    }

    /**
     * The same on a database that was opened with {@link ServerConfig#backend}; it is closed with the server, and where the
     * start fails.
     */
    public static Server start(ServerConfig config, Database database) throws IOException {
        AuditLog audit;
        try {
            audit = audit(config);
        } catch (IOException e) {
            database.close();
            throw e;
        }
        return start(config, database, new ArtifactStores(config.stores()), audit);
    }

    private static Server start(ServerConfig config, Database database, ArtifactStores stores, @Nullable AuditLog audit)
            throws IOException {
        Access access = null;
        Webhooks webhooks = null;
        HttpServer http = null;
        try {
            Workspaces.requireNone(database);
            access = access(config, database);
            webhooks = new Webhooks(database, config.webhooks(), Clock.systemUTC());
            http = HttpServer.start(config.http(), handler(config, database, stores, access, webhooks, audit));
            Optional<FirstAdmin.Generated> generated = access == null ? Optional.empty() : access.firstAdmin();
            return new Server(database, stores, access, webhooks, audit, http, generated);
        } catch (IOException | RuntimeException e) {
            if (http != null) {
                http.close();
            }
            if (webhooks != null) {
                webhooks.close();
            }
            if (access != null) {
                access.close();
            }
            stores.close();
            database.close();
            close(audit);
            throw e;
        }
    }

    static @Nullable AuditLog audit(ServerConfig config) throws IOException {
        return config.audit() == null ? null : AuditLog.open(config.audit());
    }

    static void close(@Nullable AuditLog audit) {
        if (audit != null) {
            audit.close();
        }
    }

    private static @Nullable Access access(ServerConfig config, Database database) {
        return config.access() == null
                ? null
                : Access.open(config.access(), database, config.database(), config.artifactsDestination());
    }

    /** The whole object graph. */
    private static Handler handler(
            ServerConfig config,
            Database database,
            ArtifactStores stores,
            @Nullable Access access,
            Webhooks webhooks,
            @Nullable AuditLog audit)
            throws IOException {
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

        Guard guard = access == null ? Guard.NONE : access.guard();
        var routes = new Routes(audit == null ? guard : new AuditGuard(guard));
        new ServerEndpoints(config, metrics, checks(config, database, stores)).bind(routes);
        new ExperimentEndpoints(experiments).bind(routes);
        new RunEndpoints(runs, runLog, runReader).bind(routes);
        bindArtifacts(config, stores, new ArtifactRootStore(database, versions::downloadUri), routes);
        new LoggedModelEndpoints(new LoggedModelStore(database, clock)).bind(routes);
        var events = new RegistryEvents(webhooks::tell);
        new RegisteredModelEndpoints(new RegisteredModelStore(database, clock), events).bind(routes);
        new ModelVersionEndpoints(versions, config.modelVersionSources(), events).bind(routes);
        webhooks.bind(routes);
        new RunInputEndpoints(new RunInputStore(database), runLog).bind(routes);
        new MetricEndpoints(new MetricStore(database)).bind(routes);
        new GraphqlEndpoints(config.graphql(), routes).bind();
        if (access != null) {
            access.bind(routes);
        }
        Set<Routes.Route> absent = AbsentFeatures.bind(routes);
        return Filters.before(routes, config, metrics, access, audit, absent);
    }

    /** What has to answer for the server to be ready. */
    private static Map<String, Readiness.Check> checks(ServerConfig config, Database database, ArtifactStores stores) {
        var checks = new LinkedHashMap<String, Readiness.Check>();
        Work<List<String>> stamp =
                session -> session.query(Sql.of("SELECT version_num FROM alembic_version"), row -> row.getString(1));
        checks.put("database", () -> database.readLatest(stamp));
        if (config.database().replicaUri() != null) {
            checks.put("read_replica", () -> database.read(stamp));
        }
        ArtifactStore proxied = proxied(config, stores);
        if (proxied != null) {
            checks.put("artifacts", proxied::check);
        }
        return checks;
    }

    private static void bindArtifacts(ServerConfig config, ArtifactStores stores, ArtifactRoots roots, Routes routes) {
        ArtifactStore proxied = proxied(config, stores);
        var locator = new ArtifactLocator(stores, proxied, config.defaultArtifactRoot(), roots);
        new ProxyEndpoints(proxied).bind(routes);
        new RunArtifactEndpoints(roots, locator).bind(routes);
        new ModelArtifactEndpoints(roots, locator).bind(routes);
        new PresignedEndpoints(roots, locator).bind(routes);
    }

    private static @Nullable ArtifactStore proxied(ServerConfig config, ArtifactStores stores) {
        return config.serveArtifacts() ? stores.of(config.artifactsDestination()) : null;
    }

    /** The port that it listens on. */
    public int port() {
        return http.port();
    }

    /** The database, for whoever shows its figures. */
    public Database database() {
        return database;
    }

    /** The password that was made up for the first administrator, to be shown once; empty at all later starts. */
    public Optional<FirstAdmin.Generated> generatedPassword() {
        return generatedPassword;
    }

    /** Lets requests under way finish, and deliveries for a short while, then closes the databases. */
    @Override
    public void close() {
        http.close();
        webhooks.close();
        if (access != null) {
            access.close();
        }
        stores.close();
        database.close();
        close(audit);
    }
}
