package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.http.AuditConfig;
import dev.millrace.server.ArtifactServer;
import dev.millrace.server.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit log tells of a server with users. */
class AuditTest {
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void choose() {
        file = folder.resolve("audit.jsonl");
    }

    @Test
    void whoChangesWhatOfRunsAndModels() throws Exception {
        String run;
        try (AccessServer server = start()) {
            AccessServer.User admin = server.admin();
            admin.experiment("mine");
            run = admin.run("1");
            admin.post(
                    "runs/log-batch",
                    "{'run_id': '%s', 'params': [{'key': 'p', 'value': 's3cret'}], 'metrics': [], 'tags': []}",
                    run);
            admin.post("runs/set-tag", "{'run_uuid': '%s', 'key': 't', 'value': 's3cret'}", run);
            admin.send("PUT", ARTIFACTS + "1/" + run + "/artifacts/a%20b?sig=s3cret", "s3cret");
            admin.post("registered-models/create", "{'name': 'm', 'description': 's3cret'}");
            admin.post("model-versions/create", "{'name': 'm', 'source': 's3://u:s3cret@bucket/m'}");
            admin.json("DELETE", "/ajax-api/2.0/mlflow/model-versions/delete", "{'name': 'm', 'version': '1'}");
            admin.post(
                    "webhooks", "{'name': 'w', 'url': 'https://192.0.2.1/s3cret', 'secret': 's3cret', 'events': []}");
        }

        assertThat(changes())
                .containsExactly(
                        "admin POST /api/2.0/mlflow/experiments/create {\"name\":\"mine\",\"experiment_id\":\"1\"} 200",
                        "admin POST /api/2.0/mlflow/runs/create {\"experiment_id\":\"1\",\"run_id\":\"%s\"} 200"
                                .formatted(run),
                        "admin POST /api/2.0/mlflow/runs/log-batch {\"run_id\":\"%s\"} 200".formatted(run),
                        "admin POST /api/2.0/mlflow/runs/set-tag {\"run_id\":\"%s\",\"key\":\"t\"} 200".formatted(run),
                        "admin PUT /api/2.0/mlflow-artifacts/artifacts/{path*} {\"path\":\"1/%s/artifacts/a b\"} 200"
                                .formatted(run),
                        "admin POST /api/2.0/mlflow/registered-models/create {\"name\":\"m\"} 200",
                        "admin POST /api/2.0/mlflow/model-versions/create {\"name\":\"m\",\"version\":\"1\"} 200",
                        "admin DELETE /ajax-api/2.0/mlflow/model-versions/delete {\"name\":\"m\",\"version\":\"1\"} 200",
                        "admin POST /api/2.0/mlflow/webhooks {\"name\":\"w\"} 400");
        assertThat(Files.readString(file)).doesNotContain("s3cret");
    }

    @Test
    void whoGivesPermissionsToWhom() throws Exception {
        try (AccessServer server = start()) {
            server.user("bob");
            server.admin().grant("bob", "experiment", "0", "EDIT");
            server.admin().json("PATCH", "/api/2.0/mlflow/users/update-admin", "{'username': 'bob', 'is_admin': true}");
            server.as("bob", AccessServer.PASSWORD)
                    .json(
                            "PATCH",
                            "/api/2.0/mlflow/users/update-password",
                            "{'username': 'bob', 'password': 'another password', 'current_password': '%s'}",
                            AccessServer.PASSWORD);
            server.admin().json("DELETE", "/api/2.0/mlflow/users/delete", "{'username': 'bob'}");
        }

        assertThat(changes())
                .containsExactly(
                        "admin POST /api/2.0/mlflow/users/create {\"username\":\"bob\"} 200",
                        "admin POST /api/3.0/mlflow/users/permissions/grant {\"username\":\"bob\","
                                + "\"resource_type\":\"experiment\",\"resource_id\":\"0\",\"permission\":\"EDIT\"} 200",
                        "admin PATCH /api/2.0/mlflow/users/update-admin {\"username\":\"bob\",\"is_admin\":\"true\"} 200",
                        "bob PATCH /api/2.0/mlflow/users/update-password {\"username\":\"bob\"} 200",
                        "admin DELETE /api/2.0/mlflow/users/delete {\"username\":\"bob\"} 200");
        assertThat(Files.readString(file)).doesNotContain(AccessServer.PASSWORD).doesNotContain("another password");
    }

    @Test
    void attemptsThatWereRefused() throws Exception {
        try (AccessServer server = start();
                HttpClient client = HttpClient.newHttpClient()) {
            AccessServer.User bob = server.user("bob");
            bob.post("experiments/delete", "{'experiment_id': '0'}");
            bob.json("DELETE", "/api/2.0/mlflow/users/delete", "{'username': 'admin'}");
            server.nobody().post("runs/create", "{'experiment_id': '0'}");
            server.as("bob", "a guess of twelve").post("runs/create", "{'experiment_id': '0'}");
            client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                    + server.server().port() + "/api/2.0/mlflow/experiments/create"))
                            .header("Origin", "https://evil.example")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"x\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }

        assertThat(changes().stream().skip(1))
                .containsExactly(
                        "bob POST /api/2.0/mlflow/experiments/delete {\"experiment_id\":\"0\"} 403",
                        "bob DELETE /api/2.0/mlflow/users/delete {\"username\":\"admin\"} 403",
                        "null POST /api/2.0/mlflow/runs/create {} 401",
                        "null POST /api/2.0/mlflow/runs/create {} 401",
                        "null POST /api/2.0/mlflow/experiments/create {} 403");
    }

    @Test
    void readsAreNotInIt() throws Exception {
        try (AccessServer server = start()) {
            AccessServer.User admin = server.admin();
            admin.get("experiments/get", "experiment_id=0");
            admin.post("experiments/search", "{'max_results': 1}");
            admin.post("runs/search", "{'experiment_ids': ['0']}");
            admin.json("POST", "/graphql", "{'query': '{ test(inputString: \\'a\\') { output } }'}");
            admin.json("POST", "/ajax-api/3.0/mlflow/traces/search", "{}");
            server.nobody().post("runs/search", "{'experiment_ids': ['0']}");
        }

        assertThat(file).isEmptyFile();
    }

    @Test
    void whereThereAreNoUsersTheAddressIsKnown() throws Exception {
        try (TestServer server = TestServer.start(AccessServer.config(folder)
                .withAudit(new AuditConfig.InFile(file))
                .withStaticPrefix("/ml"))) {
            server.send("POST", "/ml/api/2.0/mlflow/experiments/create", "{\"name\": \"e\"}", "application/json");
        }

        assertThat(changes())
                .containsExactly(
                        "null POST /api/2.0/mlflow/experiments/create {\"name\":\"e\",\"experiment_id\":\"1\"} 200");
        assertThat(Files.readString(file)).contains("\"address\":\"127.0.0.1\"").contains("\"request_id\":\"");
    }

    @Test
    void aServerOfArtifactsAloneHasOneToo() throws Exception {
        try (ArtifactServer server =
                        ArtifactServer.start(AccessServer.config(folder).withAudit(new AuditConfig.InFile(file)));
                HttpClient client = HttpClient.newHttpClient()) {
            String address = "http://127.0.0.1:" + server.port();
            for (HttpRequest.Builder request : List.of(
                    HttpRequest.newBuilder(URI.create(address + ARTIFACTS + "1/f"))
                            .PUT(HttpRequest.BodyPublishers.ofString("x")),
                    HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/runs/create"))
                            .POST(HttpRequest.BodyPublishers.ofString("{}")))) {
                client.send(request.build(), HttpResponse.BodyHandlers.discarding());
            }
        }

        assertThat(changes())
                .containsExactly("null PUT /api/2.0/mlflow-artifacts/artifacts/{path*} {\"path\":\"1/f\"} 200");
    }

    private AccessServer start() {
        return AccessServer.start(AccessServer.config(folder).withAudit(new AuditConfig.InFile(file)), folder, "READ");
    }

    /** User, method, route, resources and status of each line. */
    private List<String> changes() throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> (JsonValue.Obj) Json.parse(line))
                .map(line -> "%s %s %s %s %s"
                        .formatted(
                                line.text("user"),
                                line.text("method"),
                                line.text("route"),
                                printed(line.get("resources")),
                                printed(line.get("status"))))
                .toList();
    }

    private static String printed(JsonValue value) {
        return new String(Json.print(value), StandardCharsets.UTF_8);
    }
}
