package dev.millrace.server.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoint;
import dev.millrace.api.Endpoints;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.model.ListProxiedArtifacts;
import dev.millrace.api.model.ListProxiedArtifactsResponse;
import dev.millrace.artifacts.ArtifactPath;
import dev.millrace.artifacts.ArtifactStore;
import dev.millrace.artifacts.DirectoryException;
import dev.millrace.http.Exchange;
import dev.millrace.http.Handler;
import dev.millrace.http.Response;
import dev.millrace.server.Routes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The artifact proxy, {@code mlflow-artifacts}: lists, sends, takes and deletes files of the server's own store. */
public final class ProxyEndpoints {

    /** The paths of the proxy; those of files are also served without a static prefix. */
    private static final List<String> ROOTS =
            List.of("/api/2.0/mlflow-artifacts/artifacts", "/ajax-api/2.0/mlflow-artifacts/artifacts");

    private static final Set<String> SERVED_BARE = Set.of("GET", "PUT");

    private static final String SWITCHED_OFF = "Endpoint: %s disabled due to the mlflow server running with"
            + " `--no-serve-artifacts`. To enable artifacts server functionality, run `mlflow server` with"
            + " `--serve-artifacts`";

    private static final List<Endpoint<?, ?>> SWITCHED = List.of(
            Endpoints.LIST_PROXIED_ARTIFACTS,
            Endpoints.CREATE_MULTIPART_UPLOAD,
            Endpoints.COMPLETE_MULTIPART_UPLOAD,
            Endpoints.ABORT_MULTIPART_UPLOAD,
            Endpoints.GET_PRESIGNED_DOWNLOAD_URL);

    private final @Nullable ArtifactStore store;

    /** @param store what is behind the proxy; null when it is switched off, and all its routes then answer 503 */
    public ProxyEndpoints(@Nullable ArtifactStore store) {
        this.store = store;
    }

    /** True for what is served under a static prefix and without it: files are read and written, but not deleted. */
    public static boolean isServedWithoutPrefix(String method, String path) {
        return SERVED_BARE.contains(method) && ROOTS.stream().anyMatch(root -> path.startsWith(root + "/"));
    }

    public void bind(Routes routes) {
        if (store == null) {
            refuseAll(routes);
            return;
        }
        routes.bind(Endpoints.LIST_PROXIED_ARTIFACTS, request -> list(store, request));
        for (String root : ROOTS) {
            routes.add("GET", root + "/", exchange -> download(exchange, store, ""));
            routes.add("PUT", root + "/", exchange -> upload(exchange, store, ""));
            routes.add("GET", root + "/{path*}", exchange -> download(exchange, store, exchange.pathParameter("path")));
            routes.add("PUT", root + "/{path*}", exchange -> upload(exchange, store, exchange.pathParameter("path")));
            routes.add("DELETE", root + "/{path*}", exchange -> delete(exchange, store));
        }
        new MultipartEndpoints(store).bind(routes);
    }

    /** The answers of a server that serves no artifacts, by the framework that MLflow serves each route with. */
    private static void refuseAll(Routes routes) {
        for (Endpoint<?, ?> endpoint : SWITCHED) {
            routes.refuse(endpoint, path -> exchange -> switchedOff(exchange, path));
        }
        Handler file = exchange ->
                detail(503, "Artifact serving is disabled. Run `mlflow server` with `--serve-artifacts` to enable.");
        for (String root : ROOTS) {
            for (String method : SERVED_BARE) {
                routes.add(method, root + "/", file);
                routes.add(method, root + "/{path*}", file);
            }
            routes.add("DELETE", root + "/{path*}", exchange -> switchedOff(exchange, root + "/{artifact_path*}"));
        }
    }

    private static Response switchedOff(Exchange exchange, String path) {
        return Response.html(503, SWITCHED_OFF.formatted(exchange.prefix() + Routes.rule(path)));
    }

    private static ListProxiedArtifactsResponse list(ArtifactStore store, ListProxiedArtifacts request) {
        String path = request.path();
        ArtifactPath directory = path == null ? ArtifactPath.ROOT : ArtifactPath.parse(path);
        return new ListProxiedArtifactsResponse(Listing.of(store, directory));
    }

    private static Response download(Exchange exchange, ArtifactStore store, String sent) throws IOException {
        ArtifactPath path = ArtifactPath.parse(sent);
        try {
            return Download.of(exchange, store.open(path), path.name());
        } catch (DirectoryException e) {
            return detail(400, e.message());
        }
    }

    private static Response upload(Exchange exchange, ArtifactStore store, String sent) throws IOException {
        ArtifactPath path = ArtifactPath.parse(sent);
        if (path.name().isEmpty()) {
            return detail(400, "Artifact path must include a filename (cannot end with '/').");
        }
        store.write(path, exchange.body());
        // MLflow serves the two by different frameworks.
        return exchange.prefix().isEmpty() ? Response.empty(200) : Response.json("{}".getBytes(UTF_8));
    }

    private static Response delete(Exchange exchange, ArtifactStore store) throws IOException {
        ArtifactPath path = ArtifactPath.parse(exchange.pathParameter("path"));
        if (path.isRoot()) {
            throw ApiException.invalid("Invalid path");
        }
        store.delete(path);
        return Response.json("{}".getBytes(UTF_8));
    }

    /** An error in the form of the framework that MLflow serves these routes with. */
    private static Response detail(int status, String text) {
        return Response.json(status, Json.print(new JsonValue.Obj(Map.of("detail", new JsonValue.Text(text)))));
    }
}
