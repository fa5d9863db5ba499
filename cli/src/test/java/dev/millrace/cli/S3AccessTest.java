package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.artifacts.MotoServer;
import dev.millrace.artifacts.StoresConfig;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.auth.AccessConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access control before a bucket: Eve may read everything but what Alice has denied her. */
class S3AccessTest {
    private static final String PASSWORD = "a password of twelve";
    private static final Pattern EXPERIMENT = Pattern.compile("\"experiment_id\": ?\"(\\d+)\"");

    @TempDir
    Path folder;

    @Test
    void aBucketIsNoWayAroundTheGrantsOnWhatLiesInIt() throws Exception {
        try (MotoServer moto = MotoServer.start();
                HttpClient client = HttpClient.newHttpClient()) {
            String bucket = MotoServer.fresh().toString();
            try (Server server = Server.start(config(bucket, new StoresConfig(null, moto.environment())))) {
                var admin = new User(client, server.port(), "admin");
                var alice = admin.makes("alice");
                var eve = admin.makes("eve");
                Matcher made = EXPERIMENT.matcher(alice.post("2.0/mlflow/experiments/create", "{'name': 'secret'}")
                        .body());
                assertThat(made.find()).isTrue();
                String experiment = made.group(1);
                alice.send("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/x/artifacts/a.txt", "secret");
                alice.post(
                        "3.0/mlflow/users/permissions/grant",
                        "{'username': 'eve', 'resource_type': 'experiment', 'resource_id': '%s', 'permission': 'DENY'}"
                                .formatted(experiment));
                eve.post("2.0/mlflow/registered-models/create", "{'name': 'm'}");

                String version = "{'name': 'm', 'source': '%s/%s/x/artifacts'}";
                assertThat(eve.post("2.0/mlflow/model-versions/create", version.formatted(bucket, experiment))
                                .statusCode())
                        .isEqualTo(403);
                // Who may read the experiment may make a version of it, and reads it with the server's credentials.
                alice.post("2.0/mlflow/registered-models/create", "{'name': 'alices'}");
                alice.post(
                        "2.0/mlflow/model-versions/create",
                        version.formatted(bucket, experiment).replace("'m'", "'alices'"));
                assertThat(alice.send("GET", "/model-versions/get-artifact?name=alices&version=1&path=a.txt", "")
                                .body())
                        .isEqualTo("secret");
            }
        }
    }

    private ServerConfig config(String bucket, StoresConfig stores) {
        return ServerConfig.of("127.0.0.1", 0, "sqlite:///" + folder.resolve("mlflow.db"), bucket)
                .withStores(stores)
                .withAccess(
                        new AccessConfig("sqlite:///" + folder.resolve("auth.db"), "READ", "admin", PASSWORD, null));
    }

    /** Someone who sends requests. */
    private record User(HttpClient client, int port, String name) {

        User makes(String other) throws Exception {
            post("2.0/mlflow/users/create", "{'username': '%s', 'password': '%s'}".formatted(other, PASSWORD));
            return new User(client, port, other);
        }

        HttpResponse<String> post(String operation, String json) throws Exception {
            return send("POST", "/api/" + operation, json.replace('\'', '"'));
        }

        HttpResponse<String> send(String method, String path, String body) throws Exception {
            byte[] login = (name + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header(
                                    "Authorization",
                                    "Basic " + Base64.getEncoder().encodeToString(login))
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
