package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.Sql;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkspacesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"SQLITE", "POSTGRESQL", "MARIADB"})
    void aDatabaseOfSeveralWorkspacesIsRefused(TestDatabase kind) {
        DatabaseConfig config = DatabaseConfig.of(kind.uri(folder));
        try (Database database = Database.open(config)) {
            database.write(session -> session.update(
                    Sql.of("INSERT INTO registered_models (name, workspace) VALUES ('churn', 'team-a')")));
        }

        assertThatThrownBy(() -> LocalTracking.open(config, "file:" + folder))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("'churn' of the workspace 'team-a'")
                .hasMessageContaining("--enable-workspaces");
    }

    @Test
    void aRequestForAWorkspaceIsRefusedUnlessItAsksWhetherThereAreAny() throws Exception {
        ServerConfig config = ServerConfig.of(
                        "127.0.0.1", 0, "sqlite:///" + folder.resolve("mlflow.db"), folder.toString())
                .withStaticPrefix("/ml");
        try (TestServer server = TestServer.start(config)) {
            String experiment = "/ml/api/2.0/mlflow/experiments/get?experiment_id=0";

            assertThat(status(server, experiment, "team-a")).isEqualTo(501);
            assertThat(status(server, experiment, "default")).isEqualTo(501);
            assertThat(status(server, experiment, "")).isEqualTo(200);
            assertThat(status(server, "/ml/api/3.0/mlflow/server-info", "team-a"))
                    .isEqualTo(200);
            assertThat(status(server, "/ml/health", "team-a")).isEqualTo(200);
        }
    }

    private static int status(TestServer server, String path, String workspace) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.server().port() + path))
                .header("X-MLFLOW-WORKSPACE", workspace)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
