package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.auth.Access;
import dev.millrace.server.auth.AccessConfig;
import dev.millrace.server.sql.DatabaseConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteTableTest {
    private static final Path PAGE = Path.of("..", "docs", "routes.md");

    @TempDir
    Path folder;

    @Test
    void thePageSaysWhatTheServerDoes() throws IOException {
        try (TestServer server = TestServer.start(folder)) {
            var users = new Routes();
            try (Access access = Access.open(
                    new AccessConfig(
                            "sqlite:///" + folder.resolve("auth.db"), "READ", "admin", "a password of twelve", null),
                    server.server().database(),
                    DatabaseConfig.of("sqlite:///" + folder.resolve("mlflow.db")),
                    folder.toString())) {
                access.bind(users);
            }
            String page = new RouteTable(server, users).page();
            Path made = Files.writeString(Path.of("target", "routes.md"), page);
            assertThat(Files.readString(PAGE))
                    .as("docs/routes.md is out of date: copy server/%s over it", made)
                    .isEqualTo(page);
        }
    }

    @Test
    void anAbsentFeatureIsNamed() {
        try (TestServer server = TestServer.start(folder)) {
            TestServer.Answer answer = server.send("POST", "/api/3.0/mlflow/traces", "{}", "application/json");
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.body())
                    .isEqualTo("{\"error_code\":\"NOT_IMPLEMENTED\",\"message\":\"Traces: a feature of MLflow that"
                            + " this server does not have.\"}");
        }
    }

    @Test
    void nestedNamesOfAbsentFeaturesAreCovered() {
        try (TestServer server = TestServer.start(folder)) {
            for (String path : List.of("a", "a/versions/1/tags", "a/b/aliases/x")) {
                assertThat(server.send("GET", "/api/3.0/mlflow/mcp-servers/" + path, "", "")
                                .status())
                        .as(path)
                        .isEqualTo(501);
            }
        }
    }

    @Test
    void theWebPagesAreKeptContentAndClientsAreTold() {
        try (TestServer server = TestServer.start(folder)) {
            String body = "{\"locations\": []}";
            String path = "/3.0/mlflow/traces/search";
            assertThat(server.send("POST", "/ajax-api" + path, body, "application/json"))
                    .isEqualTo(new TestServer.Answer(200, "{}"));
            assertThat(server.send("POST", "/api" + path, body, "application/json")
                            .status())
                    .isEqualTo(501);
        }
    }

    @Test
    void telemetryOfTheWebPagesIsOff() {
        try (TestServer server = TestServer.start(folder)) {
            String path = "/ajax-api/3.0/mlflow/ui-telemetry";
            assertThat(server.send("GET", path, "", "").body()).contains("\"disable_ui_telemetry\": true");
            assertThat(server.send("POST", path, "{\"records\": []}", "application/json")
                            .body())
                    .isEqualTo("{\"status\": \"disabled\"}");
        }
    }
}
