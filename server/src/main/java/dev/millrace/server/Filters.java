package dev.millrace.server;

import dev.millrace.http.AccessLog;
import dev.millrace.http.AuditFilter;
import dev.millrace.http.AuditLog;
import dev.millrace.http.Change;
import dev.millrace.http.Cors;
import dev.millrace.http.ErrorFilter;
import dev.millrace.http.Filter;
import dev.millrace.http.Handler;
import dev.millrace.http.HostCheck;
import dev.millrace.http.Metrics;
import dev.millrace.http.MetricsFilter;
import dev.millrace.http.RateLimit;
import dev.millrace.http.Router;
import dev.millrace.http.SecurityHeaders;
import dev.millrace.http.StaticPrefix;
import dev.millrace.server.artifact.ProxyEndpoints;
import dev.millrace.server.auth.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands before the routes of every server. */
final class Filters {

    private Filters() {}

    /**
     * The routes behind their filters. Host and origin are checked before anything else is said about a request.
     *
     * @param audit the log of changes, if there is one
     * @param absent routes of features that are not there
     */
    static Handler before(
            Routes routes,
            ServerConfig config,
            Metrics metrics,
            @Nullable Access access,
            @Nullable AuditLog audit,
            Set<Routes.Route> absent) {
        String path = config.staticPrefix();
        var prefix = new StaticPrefix(
                path, (method, bare) -> bare.equals("/metrics") || ProxyEndpoints.isServedWithoutPrefix(method, bare));
        Router router = routes.build();
        List<Filter> filters = new ArrayList<>();
        filters.add(new AccessLog());
        filters.add(new MetricsFilter(metrics, Server.MLFLOW_VERSION, path));
        if (audit != null) {
            metrics.gauge("millrace_audit_lines_waiting", "Lines of the audit log not written yet", audit::waiting);
            filters.add(new AuditFilter(audit, router, prefix, AuditGuard.reads(absent), AuditGuard.NAMES));
        }
        filters.add(new HostCheck(config.allowedHosts(), path));
        if (config.corsAllowedOrigins() != null) {
            filters.add(new Cors(config.corsAllowedOrigins(), path));
        }
        if (config.frameOptions() != null) {
            filters.add(new SecurityHeaders(config.frameOptions(), path));
        }
        filters.add(prefix);
        filters.add(new ErrorFilter());
        if (access != null) {
            filters.add(access.authentication());
        }
        if (audit != null && access != null) {
            filters.add((exchange, next) -> {
                Change.by(Access.user());
                return next.handle(exchange);
            });
        }
        if (config.rateLimit() != null) {
            filters.add(new RateLimit(config.rateLimit(), Access::user, metrics, System::nanoTime));
        }
        filters.add(Workspaces.refused());
        return Filter.chain(filters, router);
    }
}
