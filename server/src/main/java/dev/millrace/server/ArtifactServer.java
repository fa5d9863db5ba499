package dev.millrace.server;

import dev.millrace.api.Endpoint;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.ArtifactStores;
import dev.millrace.http.AuditLog;
import dev.millrace.http.Handler;
import dev.millrace.http.HttpServer;
import dev.millrace.http.Metrics;
import dev.millrace.http.Response;
import dev.millrace.server.artifact.ProxyEndpoints;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server of the artifact proxy alone, MLflow's {@code --artifacts-only}: one that stands beside tracking servers and takes
 * the traffic of files from them. It opens no database; whatever needs one answers 503.
 */
public final class ArtifactServer implements AutoCloseable {

    /** The routes of a tracking server that are no operations of the described API. */
    private static final List<Routes.Route> NO_OPERATIONS = List.of(
            new Routes.Route("GET", "/ajax-api/2.0/mlflow/metrics/get-history-bulk"),
            new Routes.Route("GET", "/get-artifact"),
            new Routes.Route("GET", "/model-versions/get-artifact"),
            new Routes.Route("GET", "/ajax-api/2.0/mlflow/logged-models/{model_id}/artifacts/files"),
            new Routes.Route("POST", "/ajax-api/2.0/mlflow/upload-artifact"));

    private final ArtifactStores stores;
    private final @Nullable AuditLog audit;
    private final HttpServer http;

    private ArtifactServer(ArtifactStores stores, @Nullable AuditLog audit, HttpServer http) {
        this.stores = stores;
        this.audit = audit;
        this.http = http;
    }

    /**
     * Begins to answer. The database of the configuration is not touched.
     *
     * @throws IOException where the port cannot be bound, or the audit log cannot be opened
     */
    public static ArtifactServer start(ServerConfig config) throws IOException {
        AuditLog audit = Server.audit(config);
        var stores = new ArtifactStores(config.stores());
        try {
            return new ArtifactServer(stores, audit, HttpServer.start(config.http(), handler(config, stores, audit)));
        } catch (IOException | RuntimeException e) {
            stores.close();
            Server.close(audit);
            throw e;
        }
    }

    private static Handler handler(ServerConfig config, ArtifactStores stores, @Nullable AuditLog audit)
            throws IOException {
        var metrics = new Metrics();
        var routes = new Routes(audit == null ? Guard.NONE : new AuditGuard(Guard.NONE));
        ArtifactStore store = stores.of(config.artifactsDestination());
        new ServerEndpoints(config, metrics, Map.of("artifacts", store::check)).bind(routes);
        new ProxyEndpoints(config.serveArtifacts() ? store : null).bind(routes);
        Set<Routes.Route> served = new HashSet<>(routes.all());
        for (Endpoint<?, ?> endpoint : routes.missing()) {
            routes.refuse(endpoint, ArtifactServer::refusal);
        }
        for (Routes.Route route : NO_OPERATIONS) {
            routes.add(route.method(), route.path(), refusal(route.path()));
        }
        AbsentFeatures.refuse(routes, ArtifactServer::refusal);
        Set<Routes.Route> absent = new HashSet<>(routes.all());
        absent.removeAll(served);
        return Filters.before(routes, config, metrics, null, audit, absent);
    }

    /** The port that it listens on. */
    public int port() {
        return http.port();
    }

    /** Lets requests under way finish. */
    @Override
    public void close() {
        http.close();
        stores.close();
        Server.close(audit);
    }

    private static Handler refusal(String path) {
        String text = Routes.rule(path) + " disabled due to the mlflow server running in `--artifacts-only` mode."
                + " To enable tracking server functionality, run `mlflow server` without `--artifacts-only`";
        return exchange -> Response.html(503, "Endpoint: " + exchange.prefix() + text);
    }
}
