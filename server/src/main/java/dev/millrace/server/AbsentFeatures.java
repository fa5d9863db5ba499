package dev.millrace.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.ApiException;
import dev.millrace.http.Handler;
import dev.millrace.http.Response;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Answers for those features of MLflow that Millrace does not have: what MLflow's web pages ask for on their way gets the
 * empty list or the setting that keeps them content, everything else a 501 that names the feature. Clients of other
 * kinds get the 501 for lists, too, as an empty list would tell them that there is nothing.
 */
public final class AbsentFeatures {

    private AbsentFeatures() {}

    /** Adds every such route to which nothing is bound yet, and tells which those were. */
    static Set<Routes.Route> bind(Routes routes) {
        return bind(routes, AbsentFeatures::handler);
    }

    /**
     * The same for a server that does not have them for a reason of its own.
     *
     * @param refusal makes the answer of a route out of its path
     */
    static void refuse(Routes routes, Function<String, Handler> refusal) {
        bind(routes, (route, prefix) -> refusal.apply(prefix + route.template()));
    }

    /** All such routes. */
    public static Set<Routes.Route> routes() {
        return handlers(AbsentFeatures::handler).keySet();
    }

    private static Set<Routes.Route> bind(Routes routes, BiFunction<MlflowRoute, String, Handler> answers) {
        Set<Routes.Route> added = new HashSet<>();
        handlers(answers).forEach((route, handler) -> {
            if (!routes.has(route.method(), route.path())) {
                routes.add(route.method(), route.path(), handler);
                added.add(route);
            }
        });
        return added;
    }

    /** @param answers makes the handler of a route out of it and one of its prefixes */
    private static Map<Routes.Route, Handler> handlers(BiFunction<MlflowRoute, String, Handler> answers) {
        Map<Routes.Route, Handler> handlers = new LinkedHashMap<>();
        for (MlflowRoute route : MlflowRoute.all()) {
            if (route.kind() == MlflowRoute.Kind.ABSENT) {
                boolean stub = route.prefixes() == MlflowRoute.Prefixes.STUB;
                for (String prefix : route.prefixes().texts()) {
                    handlers.putIfAbsent(
                            new Routes.Route(route.method(), prefix + route.template()),
                            stub ? exchange -> Response.html(404, "") : answers.apply(route, prefix));
                }
            }
        }
        return handlers;
    }

    private static Handler handler(MlflowRoute route, String prefix) {
        if (route.answer() instanceof String answer && prefix.equals("/ajax-api")) {
            Response content = Response.json(answer.getBytes(UTF_8));
            return exchange -> content;
        }
        String message = route.feature() + ": a feature of MLflow that this server does not have.";
        return exchange -> {
            throw ApiException.notImplemented(message);
        };
    }
}
