package dev.millrace.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.GetServerInfo;
import dev.millrace.api.model.ServerFeatures;
import dev.millrace.api.model.ServerInfo;
import dev.millrace.http.Metrics;
import dev.millrace.http.Response;
import dev.millrace.server.home.HomePage;
import dev.millrace.server.home.WebUi;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** What a browser, a client or a probe asks of the server itself. */
final class ServerEndpoints {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    static final String TELEMETRY = "/ajax-api/3.0/mlflow/ui-telemetry";

    /** What the original answers its web pages where telemetry is off; then they send nothing. */
    private static final String NO_TELEMETRY =
            "{\"disable_ui_events\": [], \"disable_ui_telemetry\": true, \"ui_rollout_percentage\": 0}";

    private static final String TELEMETRY_IS_OFF = "{\"status\": \"disabled\"}";

    private final ServerConfig config;
    private final Metrics metrics;
    private final Readiness readiness;

    /** @param checks what has to be well for the server to be ready, by name */
    ServerEndpoints(ServerConfig config, Metrics metrics, Map<String, Readiness.Check> checks) {
        this.config = config;
        this.metrics = metrics;
        this.readiness = new Readiness(checks, PATIENCE);
    }

    /** @throws IOException where the web UI cannot be read */
    void bind(Routes routes) throws IOException {
        if (config.ui() == null) {
            routes.add("GET", "/", new HomePage(config.version(), config.staticPrefix()));
        } else {
            WebUi.of(config.ui()).bind(routes);
        }
        routes.add("GET", "/health", exchange -> Response.text(200, "OK"))
                .add("GET", "/ready", readiness)
                .add("GET", "/version", exchange -> Response.html(200, Server.MLFLOW_VERSION))
                .add("GET", "/metrics", metrics.handler())
                .add("GET", TELEMETRY, exchange -> Response.json(NO_TELEMETRY.getBytes(UTF_8)))
                .add("POST", TELEMETRY, exchange -> Response.json(TELEMETRY_IS_OFF.getBytes(UTF_8)))
                .bind(Endpoints.GET_SERVER_INFO, this::serverInfo);
    }

    private ServerInfo serverInfo(GetServerInfo request) {
        return ServerInfo.builder()
                .storeType("SqlStore")
                .workspacesEnabled(false)
                .traceArchivalEnabled(false)
                .multipartUploadsEnabled(false)
                .multipartDownloadsEnabled(false)
                .presignedUploadRunIdSupported(true)
                .presignedUploadModelIdSupported(true)
                .featuresEnabled(new ServerFeatures(false))
                .build();
    }
}
