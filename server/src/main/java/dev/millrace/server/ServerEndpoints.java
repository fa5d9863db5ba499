package dev.millrace.server;

import dev.millrace.api.Endpoints;
import dev.millrace.api.model.GetServerInfo;
import dev.millrace.api.model.ServerFeatures;
import dev.millrace.api.model.ServerInfo;
import dev.millrace.http.Metrics;
import dev.millrace.http.Response;

/** What a client or a probe asks about the server itself. */
final class ServerEndpoints {
    private final Metrics metrics;

    ServerEndpoints(Metrics metrics) {
        this.metrics = metrics;
    }

    void bind(Routes routes) {
        routes.add("GET", "/health", exchange -> Response.text(200, "OK"))
                .add("GET", "/version", exchange -> Response.html(200, Server.MLFLOW_VERSION))
                .add("GET", "/metrics", metrics.handler())
                .bind(Endpoints.GET_SERVER_INFO, this::serverInfo);
    }

    private ServerInfo serverInfo(GetServerInfo request) {
        return ServerInfo.builder()
                .storeType("SqlStore")
                .workspacesEnabled(false)
                .traceArchivalEnabled(false)
                .multipartUploadsEnabled(false)
                .multipartDownloadsEnabled(false)
                .presignedUploadRunIdSupported(false)
                .presignedUploadModelIdSupported(false)
                .featuresEnabled(new ServerFeatures(false))
                .build();
    }
}
