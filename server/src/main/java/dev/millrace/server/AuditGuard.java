package dev.millrace.server;

import dev.millrace.api.Endpoint;
import dev.millrace.api.Endpoints;
import dev.millrace.api.Message;
import dev.millrace.api.MessageFields;
import dev.millrace.http.Change;
import dev.millrace.http.Exchange;
import dev.millrace.http.Handler;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells the audit log what each change is about, and leaves the decision to another guard. */
final class AuditGuard implements Guard {
    /**
     * The parameters that name things. Whatever else a request says stays out of the log: passwords, secrets, addresses,
     * and the values of tags and parameters.
     */
    static final Set<String> NAMES = Set.of(
            "alias",
            "artifact_path",
            "experiment_id",
            "is_admin",
            "key",
            "model_id",
            "name",
            "new_name",
            "path",
            "permission",
            "resource_id",
            "resource_pattern",
            "resource_type",
            "role_id",
            "role_permission_id",
            "run_id",
            "tag_key",
            "username",
            "version",
            "webhook_id",
            "workspace");

    /** Operations that take a POST and change nothing. */
    private static final List<Endpoint<?, ?>> READS = List.of(
            Endpoints.SEARCH_EXPERIMENTS,
            Endpoints.SEARCH_DATASETS,
            Endpoints.SEARCH_RUNS,
            Endpoints.SEARCH_LOGGED_MODELS,
            Endpoints.GET_LATEST_VERSIONS,
            Endpoints.CREATE_PRESIGNED_DOWNLOAD_URL);

    /** Queries only, and figures of the web pages that are thrown away. */
    private static final List<String> OTHER_READS = List.of("/graphql", ServerEndpoints.TELEMETRY);

    /** What names the file of an upload that is no described operation. */
    private static final List<String> OF_UPLOADS = List.of("run_uuid", "path");

    private final Guard guard;

    AuditGuard(Guard guard) {
        this.guard = guard;
    }

    /**
     * The routes that change nothing although their method would, as {@code POST /graphql}.
     *
     * @param absent routes of features that are not there
     */
    static Set<String> reads(Set<Routes.Route> absent) {
        Set<String> reads = new HashSet<>();
        OTHER_READS.forEach(path -> reads.add("POST " + path));
        for (Endpoint<?, ?> endpoint : READS) {
            reads.add("POST " + endpoint.apiPath());
            reads.add("POST " + endpoint.ajaxPath());
        }
        absent.forEach(route -> reads.add(route.method() + " " + route.path()));
        return reads;
    }

    @Override
    public <Q extends Message> Check<Q> before(Endpoint<Q, ?> endpoint) {
        Check<Q> check = guard.before(endpoint);
        List<String> parameters = Routes.parameterNames(endpoint.path());
        return (request, exchange) -> {
            tell(request);
            tell(exchange, parameters);
            return check.refusal(request, exchange);
        };
    }

    /** What was made has its id in the answer only. */
    @Override
    public <Q extends Message, R extends Message> Around<Q, R> around(Endpoint<Q, R> endpoint) {
        Around<Q, R> around = guard.around(endpoint);
        return (request, operation) -> around.run(request, () -> {
            R answer = operation.get();
            tell(answer);
            return answer;
        });
    }

    @Override
    public Handler before(String method, String path, Handler handler) {
        Handler guarded = guard.before(method, path, handler);
        List<String> parameters = Routes.parameterNames(path);
        // Elsewhere the names mean nothing, and anybody may write anything behind a question mark.
        boolean ofUpload = path.endsWith("/mlflow/upload-artifact");
        return exchange -> {
            tell(exchange, parameters);
            if (ofUpload && Change.isUnderWay()) {
                OF_UPLOADS.forEach(name -> Change.of(canonical(name), exchange.queryParameter(name)));
            }
            return guarded.handle(exchange);
        };
    }

    private static void tell(Message message) {
        if (Change.isUnderWay()) {
            MessageFields.forEach(message, (name, value) -> Change.of(canonical(name), value));
        }
    }

    private static void tell(Exchange exchange, List<String> parameters) {
        if (Change.isUnderWay()) {
            parameters.forEach(name -> Change.of(name, exchange.pathParameter(name)));
        }
    }

    /** The old name of the id of runs is still sent. */
    private static String canonical(String name) {
        return name.equals("run_uuid") ? "run_id" : name;
    }
}
