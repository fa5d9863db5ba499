package dev.millrace.http;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has a line in the audit log for each request that would change something, the refused ones too. It stands before all
 * filters that refuse. Reads have none, nor have paths that no route answers.
 */
public final class AuditFilter implements Filter {

    private static final Set<String> READING_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    private final AuditLog log;
    private final Router router;
    private final StaticPrefix prefix;
    private final Set<String> reads;
    private final Set<String> names;

    /**
     * @param prefix what stands before the paths of the routes
     * @param reads the routes that change nothing for all their method, as {@code POST /graphql}
     * @param names the parameters whose values the log may hold
     */
    public AuditFilter(AuditLog log, Router router, StaticPrefix prefix, Set<String> reads, Set<String> names) {
        this.log = log;
        this.router = router;
        this.prefix = prefix;
        this.reads = reads;
        this.names = names;
    }

    @Override
    public Response filter(Exchange exchange, Handler next) throws Exception {
        String route = changingRoute(exchange);
        if (route == null) {
            return next.handle(exchange);
        }
        if (!log.begin()) {
            var full = new ApiException(
                    ErrorCode.TEMPORARILY_UNAVAILABLE,
                    "The audit log of this server cannot be written, so that nothing may be changed. The server's own log"
                            + " says why.");
            return Response.json(full.code().status(), full.toJson()).withHeader("Retry-After", "5");
        }
        var change = new Change(names);
        int status = ErrorCode.INTERNAL_ERROR.status();
        try {
            Response response = ScopedValue.where(Change.CURRENT, change).call(() -> next.handle(exchange));
            status = response.status();
            return response;
        } finally {
            log.add(new AuditLine(
                    Instant.now(),
                    exchange.requestId(),
                    change.user(),
                    exchange.remoteAddress(),
                    exchange.method(),
                    route,
                    change.resources(),
                    status));
        }
    }

    private @Nullable String changingRoute(Exchange exchange) {
        if (READING_METHODS.contains(exchange.method())) {
            return null;
        }
        String path = prefix.behind(exchange.method(), exchange.path());
        String route = path == null ? null : router.template(exchange.method(), path);
        return route == null || reads.contains(exchange.method() + " " + route) ? null : route;
    }
}
