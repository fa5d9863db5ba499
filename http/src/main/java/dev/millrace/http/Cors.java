package dev.millrace.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for requests that a page of another origin makes a browser send: answers preflights, adds the headers that let
 * a page read an answer, and refuses writes under the API from origins that are not allowed.
 *
 * <p>Patterns in the list open the API for writes but do not let a page read the answer. As on MLflow's server, any scheme of
 * this machine may write while only plain http may read.
 */
public final class Cors implements Filter {

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");
    private static final List<String> ANY_METHODS =
            List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY");
    private static final Set<String> WRITES = Set.of("POST", "PUT", "DELETE", "PATCH");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1");
    private static final Pattern LOCAL_PAGE = Pattern.compile("http://(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");
    private static final Map<String, String> VARY = Map.of("Vary", "Origin");
    private static final Map<String, String> ALL = Map.of("Vary", "Origin", "Access-Control-Allow-Origin", "*");

    private final boolean all;
    private final List<String> exact;
    private final Patterns patterns;
    private final ApiPaths api;

    /**
     * @param allowedOrigins origins beside this machine's, exact or as shell patterns; {@code *} opens all, without
     *     credentials
     * @param staticPrefix the prefix of all paths, or ""
     */
    public Cors(List<String> allowedOrigins, String staticPrefix) {
        this.all = allowedOrigins.contains("*");
        this.exact = allowedOrigins.stream()
                .filter(origin -> origin.indexOf('*') < 0)
                .toList();
        this.patterns = new Patterns(allowedOrigins);
        this.api = new ApiPaths(staticPrefix);
    }

    @Override
    public Response filter(Exchange exchange, Handler next) throws Exception {
        String origin = exchange.header("Origin");
        if (origin == null) {
            return next.handle(exchange).withHeaders(all ? ALL : VARY);
        }
        String requested = exchange.header("Access-Control-Request-Method");
        if (requested != null && exchange.method().equals("OPTIONS")) {
            return preflight(origin, requested, exchange);
        }
        Response response = mayNotWrite(origin, exchange)
                ? Response.text(403, "Cross-origin request blocked").withHeader("Content-Type", "text/plain")
                : next.handle(exchange);
        return response.withHeaders(headers(origin));
    }

    private boolean mayNotWrite(String origin, Exchange exchange) {
        return !all
                && !origin.isEmpty()
                && WRITES.contains(exchange.method())
                && api.contain(exchange.path())
                && !THIS_MACHINE.contains(hostOf(origin))
                && !patterns.match(origin);
    }

    private boolean mayRead(String origin) {
        return exact.contains(origin) || LOCAL_PAGE.matcher(origin).matches();
    }

    private Map<String, String> headers(String origin) {
        var headers = new LinkedHashMap<>(all ? ALL : VARY);
        headers.put("Access-Control-Expose-Headers", "*");
        if (!all) {
            headers.put("Access-Control-Allow-Credentials", "true");
            if (mayRead(origin)) {
                headers.put("Access-Control-Allow-Origin", origin);
            }
        }
        return headers;
    }

    private Response preflight(String origin, String requestedMethod, Exchange exchange) {
        boolean originPasses = all || mayRead(origin);
        List<String> refused = new ArrayList<>();
        if (!originPasses) {
            refused.add("origin");
        }
        List<String> methods = all ? ANY_METHODS : METHODS;
        if (!methods.contains(requestedMethod)) {
            refused.add("method");
        }
        // A page of the internet that asks for a server within a private network.
        if (exchange.header("Access-Control-Request-Private-Network") != null) {
            refused.add("private-network");
        }
        var headers = new LinkedHashMap<String, String>();
        headers.put(
                "Vary",
                "Origin, Access-Control-Request-Method, Access-Control-Request-Headers,"
                        + " Access-Control-Request-Private-Network");
        headers.put("Access-Control-Allow-Methods", String.join(", ", methods));
        headers.put("Access-Control-Max-Age", "600");
        String requestedHeaders = exchange.header("Access-Control-Request-Headers");
        if (requestedHeaders != null) {
            headers.put("Access-Control-Allow-Headers", requestedHeaders);
        }
        if (!all) {
            headers.put("Access-Control-Allow-Credentials", "true");
        }
        if (originPasses) {
            headers.put("Access-Control-Allow-Origin", all ? "*" : origin);
        }
        Response answer = refused.isEmpty()
                ? Response.text(200, "OK")
                : Response.text(400, "Disallowed CORS " + String.join(", ", refused));
        return answer.withHeaders(headers);
    }

    /** The host name of an origin, in lower case, without port and brackets; "" when there is none. */
    private static String hostOf(String origin) {
        int start = origin.indexOf("//");
        if (start < 0) {
            return "";
        }
        String authority = origin.substring(start + 2).split("[/?#]", 2)[0];
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        if (host.startsWith("[")) {
            int close = host.indexOf(']');
            return close < 0 ? "" : host.substring(1, close).toLowerCase(Locale.ROOT);
        }
        int colon = host.indexOf(':');
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }
}
