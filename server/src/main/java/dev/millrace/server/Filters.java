package dev.millrace.server;

import dev.millrace.http.AccessLog;
import dev.millrace.http.Cors;
import dev.millrace.http.ErrorFilter;
import dev.millrace.http.Filter;
import dev.millrace.http.Handler;
import dev.millrace.http.HostCheck;
import dev.millrace.http.Metrics;
import dev.millrace.http.MetricsFilter;
import dev.millrace.http.SecurityHeaders;
import dev.millrace.http.StaticPrefix;
import dev.millrace.server.artifact.ProxyEndpoints;
import dev.millrace.server.auth.Access;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands before the routes of every server. */
final class Filters {

    private Filters() {}

    /** The routes behind their filters. Host and origin are checked before anything else is said about a request. */
    static Handler before(Routes routes, ServerConfig config, Metrics metrics, @Nullable Access access) {
        String prefix = config.staticPrefix();
        List<Filter> filters = new ArrayList<>(List.of(
                new AccessLog(),
                new MetricsFilter(metrics, Server.MLFLOW_VERSION, prefix),
                new HostCheck(config.allowedHosts(), prefix),
                new Cors(config.corsAllowedOrigins(), prefix),
                new SecurityHeaders(config.frameOptions(), prefix),
                new StaticPrefix(prefix, path -> path.equals("/metrics") || ProxyEndpoints.isServedWithoutPrefix(path)),
                new ErrorFilter()));
        if (access != null) {
            filters.add(access.authentication());
        }
        return Filter.chain(filters, routes.build());
    }
}
