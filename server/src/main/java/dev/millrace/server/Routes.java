package dev.millrace.server;

import dev.millrace.api.ApiException;
import dev.millrace.api.Endpoint;
import dev.millrace.api.Endpoints;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Json;
import dev.millrace.api.Message;
import dev.millrace.http.Exchange;
import dev.millrace.http.Handler;
import dev.millrace.http.Response;
import dev.millrace.http.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Binds operations of the API to what they do. Each answers under {@code /api} and under its twin {@code /ajax-api};
 * requests are read as MLflow reads them: from the query string or else the body for GET, from the body for all others.
 */
public final class Routes {
    /** Longest request body in bytes. A dataset's profile may have 16 MiB. */
    public static final int LONGEST_BODY = 64 << 20;

    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)\\*?}");

    private final Router.Builder router = Router.builder();
    private final Set<Route> routes = new LinkedHashSet<>();
    private final Set<Endpoint<?, ?>> bound = new HashSet<>();
    private final Map<Endpoint<?, ?>, BiFunction<byte[], Exchange, Message>> operations = new HashMap<>();
    private final Guard guard;

    /** A method in upper case and the template of a path, as {@code /api/2.0/mlflow/logged-models/{model_id}}. */
    public record Route(String method, String path) {
        // By hand, because the JVM would make both anew at each start, which takes it 30 ms.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Route route && method.equals(route.method) && path.equals(route.path);
        }

        @Override
        public int hashCode() {
            return 31 * method.hashCode() + path.hashCode();
        }
    }

    /** Routes that are open to all. */
    public Routes() {
        this(Guard.NONE);
    }

    /** @param guard stands before each of them */
    public Routes(Guard guard) {
        this.guard = guard;
    }

    /** What an endpoint does with a request. */
    @FunctionalInterface
    public interface Operation<Q extends Message, R> {
        /** @throws ApiException where the request is refused */
        R run(Q request);
    }

    /** Binds an operation that answers with a message. */
    public <Q extends Message, R extends Message> Routes bind(Endpoint<Q, R> endpoint, Operation<Q, R> operation) {
        keep(endpoint, operation);
        return bindExchange(endpoint, (request, exchange) -> operation.run(request));
    }

    /** What an endpoint does with a request of which the described message does not have everything. */
    @FunctionalInterface
    public interface ExchangeOperation<Q extends Message, R> {
        /** @throws ApiException where the request is refused */
        R run(Q request, Exchange exchange);
    }

    /** Binds an operation that looks at the exchange, too. */
    public <Q extends Message, R extends Message> Routes bindExchange(
            Endpoint<Q, R> endpoint, ExchangeOperation<Q, R> operation) {
        return mount(endpoint, printed(endpoint, operation));
    }

    private <Q extends Message, R extends Message> ExchangeOperation<Q, Response> printed(
            Endpoint<Q, R> endpoint, ExchangeOperation<Q, R> operation) {
        Guard.Around<Q, R> around = guard.around(endpoint);
        return (request, exchange) ->
                Response.json(Json.write(around.run(request, () -> operation.run(request, exchange))));
    }

    /** Binds an operation that prints its answer itself, as those do that stream. */
    public <Q extends Message> Routes bindResponse(Endpoint<Q, ?> endpoint, Operation<Q, Response> operation) {
        return mount(endpoint, (request, exchange) -> operation.run(request));
    }

    /**
     * Binds what is answered in place of an operation that is switched off. Nothing of the request is read for it.
     *
     * @param refusal makes the answer for a path's template
     */
    public Routes refuse(Endpoint<?, ?> endpoint, Function<String, Handler> refusal) {
        bound.add(endpoint);
        for (String method : endpoint.methods()) {
            put(method, endpoint.apiPath(), refusal.apply(endpoint.apiPath()));
            put(method, endpoint.ajaxPath(), refusal.apply(endpoint.ajaxPath()));
        }
        return this;
    }

    private <Q extends Message> Routes mount(Endpoint<Q, ?> endpoint, ExchangeOperation<Q, Response> operation) {
        for (String method : endpoint.methods()) {
            Handler handler = handler(endpoint, method, operation);
            put(method, endpoint.apiPath(), handler);
            put(method, endpoint.ajaxPath(), handler);
        }
        return this;
    }

    private <Q extends Message> Handler handler(
            Endpoint<Q, ?> endpoint, String method, ExchangeOperation<Q, Response> operation) {
        bound.add(endpoint);
        List<String> names = parameterNames(endpoint.path());
        Guard.Check<Q> check = guard.before(endpoint);
        return exchange -> {
            Q request = read(exchange, method, endpoint, names);
            Response refusal = check.refusal(request, exchange);
            return refusal == null ? operation.run(request, exchange) : refusal;
        };
    }

    /** Binds an operation that the original serves under {@code /ajax-api} only. */
    public <Q extends Message, R extends Message> Routes bindAjax(Endpoint<Q, R> endpoint, Operation<Q, R> operation) {
        keep(endpoint, operation);
        ExchangeOperation<Q, Response> printed = printed(endpoint, (request, exchange) -> operation.run(request));
        for (String method : endpoint.methods()) {
            put(method, endpoint.ajaxPath(), handler(endpoint, method, printed));
        }
        return this;
    }

    private <Q extends Message, R extends Message> void keep(Endpoint<Q, R> endpoint, Operation<Q, R> operation) {
        Guard.Check<Q> check = guard.before(endpoint);
        Guard.Around<Q, R> around = guard.around(endpoint);
        operations.put(endpoint, (body, exchange) -> {
            Q request = Json.read(body, endpoint.request());
            if (check.refusal(request, exchange) != null) {
                throw new ApiException(ErrorCode.PERMISSION_DENIED, "Permission denied");
            }
            return around.run(request, () -> operation.run(request));
        });
    }

    /**
     * Runs an operation for another part of the server, as if the request had come over HTTP: the guard stands before and
     * behind it, too. It stands in no audit log, so that this is for operations that only read.
     *
     * @param body the request as JSON
     * @param exchange on whose behalf
     * @throws ApiException where the request is refused
     * @throws IllegalArgumentException where nothing is bound to it by {@link #bind} or {@link #bindAjax}
     */
    public Message call(Endpoint<?, ?> endpoint, byte[] body, Exchange exchange) {
        BiFunction<byte[], Exchange, Message> operation = operations.get(endpoint);
        if (operation == null) {
            throw new IllegalArgumentException("Nothing is bound to " + endpoint.name());
        }
        return operation.apply(body, exchange);
    }

    /** Adds a route that is no operation of the described API. */
    public Routes add(String method, String path, Handler handler) {
        return put(method, path, guard.before(method, path, handler));
    }

    private Routes put(String method, String path, Handler handler) {
        router.add(method, path, handler);
        routes.add(new Route(method, path));
        return this;
    }

    /** Whether something is bound to exactly this method and template. */
    public boolean has(String method, String path) {
        return routes.contains(new Route(method, path));
    }

    /** All that is bound, in the order in which it was. */
    public List<Route> all() {
        return List.copyOf(routes);
    }

    /** Operations of the API that nothing is bound to. */
    public List<Endpoint<?, ?>> missing() {
        return Endpoints.ALL.stream()
                .<Endpoint<?, ?>>map(endpoint -> endpoint)
                .filter(endpoint -> !bound.contains(endpoint))
                .toList();
    }

    public Router build() {
        return router.build();
    }

    private static <Q extends Message> Q read(
            Exchange exchange, String method, Endpoint<Q, ?> endpoint, List<String> names) throws IOException {
        if (method.equals("GET") && exchange.rawQuery() instanceof String query && !query.isEmpty()) {
            return Json.readQuery(withPath(exchange, names), endpoint.request());
        }
        if (method.equals("POST") || method.equals("PUT")) {
            checkContentType(exchange.header("Content-Type"));
        }
        byte[] body = exchange.readBody(LONGEST_BODY);
        if (names.isEmpty()) {
            return Json.read(body, endpoint.request());
        }
        Map<String, String> path = new LinkedHashMap<>();
        names.forEach(name -> path.put(name, exchange.pathParameter(name)));
        return Json.read(body, endpoint.request(), path);
    }

    private static Map<String, List<String>> withPath(Exchange exchange, List<String> names) {
        if (names.isEmpty()) {
            return exchange.query();
        }
        Map<String, List<String>> fields = new LinkedHashMap<>(exchange.query());
        names.forEach(name -> fields.put(name, List.of(exchange.pathParameter(name))));
        return fields;
    }

    /**
     * As the original: exactly {@code application/json} in lower case, with or without parameters.
     *
     * @throws ApiException where it is another
     */
    public static void checkContentType(@Nullable String contentType) {
        if (contentType == null || contentType.isEmpty()) {
            throw ApiException.invalid("Bad Request. Content-Type header is missing.");
        }
        int end = contentType.indexOf(';');
        String type = end < 0 ? contentType : contentType.substring(0, end);
        if (!type.strip().equals("application/json")) {
            throw ApiException.invalid("Bad Request. Content-Type must be one of ['application/json'].");
        }
    }

    /** A path's template as MLflow's framework writes it, for messages: {@code <name>} and {@code <path:name>}. */
    public static String rule(String template) {
        return PARAMETER
                .matcher(template)
                .replaceAll(found ->
                        found.group().endsWith("*}") ? "<path:" + found.group(1) + ">" : "<" + found.group(1) + ">");
    }

    static List<String> parameterNames(String path) {
        List<String> names = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(path);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
