package dev.millrace.http;

import java.util.Locale;
import java.util.Map;

/** Adds the headers that keep browsers from guessing content types and from showing pages in frames of other sites. */
public final class SecurityHeaders implements Filter {

    /** MLflow's page that notebooks show in a frame; the only one that any site may frame. */
    private static final String FRAMED_PAGE = "/static-files/lib/notebook-trace-renderer";

    private static final Map<String, String> NO_SNIFF = Map.of("X-Content-Type-Options", "nosniff");

    private final Map<String, String> headers;
    private final ApiPaths api;

    /**
     * @param frameOptions SAMEORIGIN, DENY or NONE, in any case; NONE sends no such header
     * @param staticPrefix the prefix of all paths, or ""
     */
    public SecurityHeaders(String frameOptions, String staticPrefix) {
        String value = frameOptions.toUpperCase(Locale.ROOT);
        this.headers = value.isEmpty() || value.equals("NONE")
                ? NO_SNIFF
                : Map.of("X-Content-Type-Options", "nosniff", "X-Frame-Options", value);
        this.api = new ApiPaths(staticPrefix);
    }

    @Override
    public Response filter(Exchange exchange, Handler next) throws Exception {
        Response response = next.handle(exchange);
        String path = exchange.path();
        if (response.status() == 200 && exchange.method().equals("OPTIONS") && api.contain(path)) {
            response = new Response(204, response.headers(), Body.EMPTY);
        }
        return response.withHeaders(path.startsWith(FRAMED_PAGE) ? NO_SNIFF : headers);
    }
}
