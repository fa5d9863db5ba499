package dev.millrace.server.auth;

import dev.millrace.api.Endpoint;
import dev.millrace.api.Endpoints;
import dev.millrace.api.Message;
import dev.millrace.api.model.LogMetric;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.ModelInput;
import dev.millrace.api.model.ModelOutput;
import dev.millrace.api.model.RegisteredModelTag;
import dev.millrace.http.Exchange;
import dev.millrace.server.AbsentFeatures;
import dev.millrace.server.registry.Prompts;
import dev.millrace.server.tracking.Limits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each route takes: the one table of authorization. With a route that is not in it no server starts that controls
 * access. The permissions are those of MLflow 3.17.2.
 */
final class Rules {
    /** A route that is answered to everyone, also to those who have not said who they are. */
    static final Rule<Object> OPEN = (request, exchange) -> Need.NOTHING;

    /** A route for everyone who is known. Searches are among them: they find only what their caller may see. */
    static final Rule<Object> SIGNED_IN = (request, exchange) -> Need.NOTHING;

    /** A route for administrators. */
    static final Rule<Object> ADMIN = (request, exchange) -> Need.ADMIN;

    private final Map<Endpoint<?, ?>, Rule<?>> operations = new HashMap<>();
    private final Map<String, Rule<? super Exchange>> others = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private final Set<String> openFolders = new HashSet<>();
    private final Subjects on;
    private final Places places;
    private final SourceRule sources;

    /** What a request takes, by what it says. */
    @FunctionalInterface
    interface Rule<Q> {
        Need need(Q request, Exchange exchange);
    }

    Rules(Subjects subjects, Places places, AccountRules accounts) {
        this.on = subjects;
        this.places = places;
        this.sources = new SourceRule(subjects, places);
        server();
        experiments();
        runs();
        loggedModels();
        registry();
        artifacts();
        webhooks();
        accounts.addTo(others);
        absent();
        open();
    }

    private void server() {
        other("GET", "/health", OPEN);
        other("GET", "/ready", OPEN);
        other("GET", "/static-files/{path*}", OPEN);
        operation(Endpoints.GET_SERVER_INFO, OPEN);
        other("GET", "/", SIGNED_IN);
        other("GET", "/version", SIGNED_IN);
        other("GET", "/metrics", ADMIN);
        other("GET", "/ajax-api/3.0/mlflow/ui-telemetry", SIGNED_IN);
        other("POST", "/ajax-api/3.0/mlflow/ui-telemetry", SIGNED_IN);
        // The operations that a query runs are held to their own rules.
        other("GET", "/graphql", SIGNED_IN);
        other("POST", "/graphql", SIGNED_IN);
    }

    /** Refusals, and answers that are the same for everyone. */
    private void absent() {
        AbsentFeatures.routes().forEach(route -> others.putIfAbsent(route.method() + " " + route.path(), SIGNED_IN));
    }

    private void webhooks() {
        operation(Endpoints.LIST_WEBHOOKS, ADMIN);
        operation(Endpoints.CREATE_WEBHOOK, ADMIN);
        operation(Endpoints.GET_WEBHOOK, ADMIN);
        operation(Endpoints.UPDATE_WEBHOOK, ADMIN);
        operation(Endpoints.DELETE_WEBHOOK, ADMIN);
        operation(Endpoints.TEST_WEBHOOK, ADMIN);
    }

    private void experiments() {
        operation(
                Endpoints.CREATE_EXPERIMENT,
                (request, exchange) -> Need.of(ResourceType.EXPERIMENT, ResourceType.ALL, Action.UNLESS_DENIED)
                        .and(places.ofNewExperiment(request.artifactLocation())));
        operation(Endpoints.GET_EXPERIMENT, (q, x) -> on.experiment(q.experimentId(), Action.READ));
        operation(Endpoints.GET_EXPERIMENT_BY_NAME, (q, x) -> on.experimentNamed(q.experimentName(), Action.READ));
        operation(Endpoints.SEARCH_EXPERIMENTS, SIGNED_IN);
        operation(Endpoints.DELETE_EXPERIMENT, (q, x) -> on.wholeExperiment(q.experimentId(), Action.DELETE));
        operation(Endpoints.RESTORE_EXPERIMENT, (q, x) -> on.wholeExperiment(q.experimentId(), Action.DELETE));
        operation(Endpoints.UPDATE_EXPERIMENT, (q, x) -> on.experiment(q.experimentId(), Action.UPDATE));
        operation(Endpoints.SET_EXPERIMENT_TAG, (q, x) -> on.experiment(q.experimentId(), Action.UPDATE));
        operation(Endpoints.DELETE_EXPERIMENT_TAG, (q, x) -> on.experiment(q.experimentId(), Action.UPDATE));
        operation(Endpoints.SEARCH_DATASETS, (q, x) -> on.experiments(q.experimentIds()));
    }

    private void runs() {
        operation(Endpoints.CREATE_RUN, (q, x) -> on.newIn(q.experimentId(), ResourceType.RUN));
        operation(Endpoints.GET_RUN, (q, x) -> on.run(q.runId(), q.runUuid(), Action.READ));
        operation(Endpoints.SEARCH_RUNS, SIGNED_IN);
        operation(Endpoints.UPDATE_RUN, (q, x) -> on.run(q.runId(), q.runUuid(), Action.UPDATE));
        operation(Endpoints.DELETE_RUN, (q, x) -> on.run(q.runId(), Action.DELETE));
        operation(Endpoints.RESTORE_RUN, (q, x) -> on.run(q.runId(), Action.DELETE));
        operation(Endpoints.LOG_METRIC, (q, x) -> logMetric(q));
        operation(
                Endpoints.LOG_BATCH,
                (q, x) -> on.run(q.runId(), Action.UPDATE)
                        .and(on.loggedModels(Limits.metricsOfBatch(q.metrics()), Metric::modelId)));
        operation(
                Endpoints.LOG_INPUTS,
                (q, x) -> on.run(q.runId(), Action.UPDATE).and(on.loggedModels(q.models(), ModelInput::modelId)));
        operation(
                Endpoints.LOG_OUTPUTS,
                (q, x) -> on.run(q.runId(), Action.UPDATE).and(on.loggedModels(q.models(), ModelOutput::modelId)));
        operation(Endpoints.LOG_PARAM, (q, x) -> on.run(q.runId(), q.runUuid(), Action.UPDATE));
        operation(Endpoints.SET_TAG, (q, x) -> on.run(q.runId(), q.runUuid(), Action.UPDATE));
        operation(Endpoints.DELETE_TAG, (q, x) -> on.run(q.runId(), Action.UPDATE));
        operation(Endpoints.LOG_MODEL, (q, x) -> on.run(q.runId(), Action.UPDATE));
        operation(Endpoints.GET_METRIC_HISTORY, (q, x) -> on.run(q.runId(), q.runUuid(), Action.READ));
        operation(Endpoints.GET_METRIC_HISTORY_BULK_INTERVAL, (q, x) -> on.runs(Limits.runsOfSample(q.runIds())));
        other(
                "GET",
                "/ajax-api/2.0/mlflow/metrics/get-history-bulk",
                (q, x) -> on.runs(Limits.runsOfHistory(x.query().getOrDefault("run_id", List.of()))));
    }

    private Need logMetric(LogMetric request) {
        return on.run(request.runId(), request.runUuid(), Action.UPDATE)
                .and(on.loggedModels(List.of(request), LogMetric::modelId));
    }

    private void loggedModels() {
        operation(Endpoints.CREATE_LOGGED_MODEL, (q, x) -> {
            Need made = on.newIn(q.experimentId(), ResourceType.LOGGED_MODEL);
            return Subjects.isGiven(q.sourceRunId()) ? made.and(on.run(q.sourceRunId(), Action.READ)) : made;
        });
        operation(Endpoints.SEARCH_LOGGED_MODELS, (q, x) -> sources.ofSearch(q));
        operation(Endpoints.GET_LOGGED_MODEL, (q, x) -> on.loggedModel(q.modelId(), Action.READ));
        operation(Endpoints.FINALIZE_LOGGED_MODEL, (q, x) -> on.loggedModel(q.modelId(), Action.UPDATE));
        operation(Endpoints.DELETE_LOGGED_MODEL, (q, x) -> on.loggedModel(q.modelId(), Action.DELETE));
        operation(Endpoints.LOG_LOGGED_MODEL_PARAMS, (q, x) -> on.loggedModel(q.modelId(), Action.UPDATE));
        operation(Endpoints.SET_LOGGED_MODEL_TAGS, (q, x) -> on.loggedModel(q.modelId(), Action.UPDATE));
        operation(Endpoints.DELETE_LOGGED_MODEL_TAG, (q, x) -> on.loggedModel(q.modelId(), Action.DELETE));
        operation(Endpoints.LIST_LOGGED_MODEL_ARTIFACTS, (q, x) -> on.loggedModel(q.modelId(), Action.READ));
        other(
                "GET",
                "/ajax-api/2.0/mlflow/logged-models/{model_id}/artifacts/files",
                (q, x) -> on.loggedModel(x.pathParameter("model_id"), Action.READ));
    }

    private void registry() {
        operation(Endpoints.CREATE_REGISTERED_MODEL, (q, x) -> on.newModel(q.name(), isPrompt(q.tags())));
        operation(Endpoints.GET_REGISTERED_MODEL, (q, x) -> on.model(q.name(), Action.READ));
        operation(Endpoints.SEARCH_REGISTERED_MODELS, SIGNED_IN);
        operation(Endpoints.UPDATE_REGISTERED_MODEL, (q, x) -> on.model(q.name(), Action.UPDATE));
        operation(Endpoints.RENAME_REGISTERED_MODEL, (q, x) -> on.model(q.name(), Action.UPDATE));
        operation(
                Endpoints.DELETE_REGISTERED_MODEL,
                (q, x) -> on.modelAndVersions(q.name(), Action.DELETE, Action.DELETE));
        operation(Endpoints.SET_REGISTERED_MODEL_TAG, (q, x) -> on.modelTag(q.name(), q.key()));
        operation(Endpoints.DELETE_REGISTERED_MODEL_TAG, (q, x) -> on.modelTag(q.name(), q.key()));
        operation(
                Endpoints.SET_REGISTERED_MODEL_ALIAS,
                (q, x) -> on.modelAndVersions(q.name(), Action.UPDATE, Action.READ));
        operation(
                Endpoints.DELETE_REGISTERED_MODEL_ALIAS,
                (q, x) -> on.modelAndVersions(q.name(), Action.DELETE, Action.READ));
        operation(Endpoints.GET_LATEST_VERSIONS, (q, x) -> version(q.name(), Action.UNLESS_DENIED));
        operation(Endpoints.GET_MODEL_VERSION_BY_ALIAS, (q, x) -> version(q.name(), Action.UNLESS_DENIED));
        operation(Endpoints.CREATE_MODEL_VERSION, (q, x) -> sources.ofNewVersion(q));
        operation(Endpoints.GET_MODEL_VERSION, (q, x) -> version(q.name(), Action.UNLESS_DENIED));
        operation(Endpoints.GET_MODEL_VERSION_DOWNLOAD_URI, (q, x) -> version(q.name(), Action.UNLESS_DENIED));
        operation(Endpoints.SEARCH_MODEL_VERSIONS, (q, x) -> sources.ofFilter(q.filter()));
        operation(Endpoints.UPDATE_MODEL_VERSION, (q, x) -> version(q.name(), Action.UPDATE));
        operation(Endpoints.TRANSITION_MODEL_VERSION_STAGE, (q, x) -> version(q.name(), Action.UPDATE));
        operation(Endpoints.SET_MODEL_VERSION_TAG, (q, x) -> version(q.name(), Action.UPDATE));
        operation(Endpoints.DELETE_MODEL_VERSION, (q, x) -> version(q.name(), Action.DELETE));
        operation(Endpoints.DELETE_MODEL_VERSION_TAG, (q, x) -> version(q.name(), Action.DELETE));
        other("GET", "/model-versions/get-artifact", (q, x) -> version(x.queryParameter("name"), Action.UNLESS_DENIED));
    }

    private Need version(@Nullable String name, Action action) {
        return on.modelAndVersions(name, Action.READ, action);
    }

    static boolean isPrompt(List<RegisteredModelTag> tags) {
        return Prompts.isPrompt(tags, RegisteredModelTag::key, RegisteredModelTag::value);
    }

    private void artifacts() {
        operation(Endpoints.LIST_ARTIFACTS, (q, x) -> on.run(q.runId(), q.runUuid(), Action.READ));
        other("GET", "/get-artifact", (q, x) -> on.run(first(x, "run_id"), first(x, "run_uuid"), Action.READ));
        other("POST", "/ajax-api/2.0/mlflow/upload-artifact", (q, x) -> on.run(first(x, "run_uuid"), Action.UPDATE));
        operation(Endpoints.CREATE_PRESIGNED_DOWNLOAD_URL, (q, x) -> on.run(q.runId(), Action.READ));
        operation(
                Endpoints.CREATE_PRESIGNED_UPLOAD_URL,
                (q, x) -> (Subjects.isGiven(q.runId()) ? on.run(q.runId(), Action.UPDATE) : Need.NOTHING)
                        .and(
                                Subjects.isGiven(q.modelId())
                                        ? on.loggedModel(q.modelId(), Action.UPDATE)
                                        : Need.NOTHING));
        operation(Endpoints.LIST_PROXIED_ARTIFACTS, (q, x) -> places.proxied(q.path(), Action.READ));
        for (String root : List.of("/api/2.0/mlflow-artifacts/artifacts", "/ajax-api/2.0/mlflow-artifacts/artifacts")) {
            other("GET", root + "/", (q, x) -> places.proxied("", Action.READ));
            other("PUT", root + "/", (q, x) -> places.proxied("", Action.UPDATE));
            other("GET", root + "/{path*}", (q, x) -> places.proxied(x.pathParameter("path"), Action.READ));
            other("PUT", root + "/{path*}", (q, x) -> places.proxied(x.pathParameter("path"), Action.UPDATE));
            other("DELETE", root + "/{path*}", (q, x) -> places.proxiedTree(x.pathParameter("path")));
        }
        operation(Endpoints.CREATE_MULTIPART_UPLOAD, (q, x) -> part(x, q.path()));
        operation(Endpoints.COMPLETE_MULTIPART_UPLOAD, (q, x) -> part(x, q.path()));
        operation(Endpoints.ABORT_MULTIPART_UPLOAD, (q, x) -> part(x, q.path()));
        operation(
                Endpoints.GET_PRESIGNED_DOWNLOAD_URL,
                (q, x) -> places.proxied(x.pathParameter("artifact_path"), Action.READ));
    }

    /** A file sent in parts has its folder in the URL and its name in the request. */
    private Need part(Exchange exchange, @Nullable String name) {
        String folder = exchange.pathParameter("artifact_path");
        Need need = places.proxied(folder, Action.UPDATE);
        return name == null ? need : need.and(places.proxied(folder + "/" + name, Action.UPDATE));
    }

    private static @Nullable String first(Exchange exchange, String parameter) {
        return exchange.queryParameter(parameter);
    }

    private <Q extends Message> void operation(Endpoint<Q, ?> endpoint, Rule<? super Q> rule) {
        if (operations.put(endpoint, rule) != null) {
            throw new IllegalStateException("There are two rules for " + endpoint.path());
        }
    }

    private void other(String method, String path, Rule<? super Exchange> rule) {
        if (others.put(method + " " + path, rule) != null) {
            throw new IllegalStateException("There are two rules for " + method + " " + path);
        }
    }

    /** Whether a decoded path is that of an open route. */
    boolean isOpen(String path) {
        return open.contains(path)
                || openFolders.stream().anyMatch(folder -> path.length() > folder.length() && path.startsWith(folder));
    }

    private void open() {
        others.forEach((route, rule) -> {
            String path = route.substring(route.indexOf(' ') + 1);
            if (rule == OPEN) {
                (path.endsWith("{path*}") ? openFolders : open).add(path.replace("{path*}", ""));
            }
        });
        operations.forEach((endpoint, rule) -> {
            if (rule == OPEN) {
                open.add(endpoint.apiPath());
                open.add(endpoint.ajaxPath());
            }
        });
    }

    /** The rule of an operation of the described API; null where the table has none. */
    @SuppressWarnings("unchecked") // operation() puts only rules for the endpoint's own request.
    <Q extends Message> @Nullable Rule<? super Q> of(Endpoint<Q, ?> endpoint) {
        return (Rule<? super Q>) operations.get(endpoint);
    }

    /** The rule of another route, by its method and template; null where the table has none. */
    @Nullable
    Rule<? super Exchange> of(String method, String path) {
        return others.get(method + " " + path);
    }
}
