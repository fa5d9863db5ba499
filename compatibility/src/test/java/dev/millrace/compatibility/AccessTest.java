package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.auth.AccessConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users and permissions with MLflow's own client of them, and on a database that MLflow's own store writes and reads. */
@Tag("slow")
@Timeout(600)
class AccessTest {
    private static final String PASSWORD = "a password of twelve";

    private final MlflowInstallation installation = MlflowInstallation.required();

    @TempDir
    Path folder;

    @BeforeEach
    void requireFlaskWtf() {
        installation.requireModule("flask_wtf");
    }

    private Server start() throws IOException {
        ServerConfig plain = ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("mlflow.db"),
                folder.resolve("artifacts").toString());
        return Server.start(plain.withAccess(new AccessConfig(database(), "READ", "admin", PASSWORD, null)));
    }

    private String database() {
        return "sqlite:///" + folder.resolve("basic_auth.db");
    }

    private static URI address(Server server) {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    @Test
    void mlflowsClientDoesAllThatItCan() throws IOException, InterruptedException {
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        try (Server server = start()) {
            PythonScript.run(installation, "clients/access", address(server), scratch, PASSWORD);
        }
    }

    @Test
    void aDatabaseOfMlflowGoesOnHereAndBackAgain() throws IOException, InterruptedException {
        exchange("write");
        try (Server server = start()) {
            assertThat(server.generatedPassword()).isEmpty();
            assertThat(send(server, "original", "GET", "/api/3.0/mlflow/users/current/permissions", ""))
                    .contains("\"MANAGE\"", "\"readers\"");
            send(
                    server,
                    "admin",
                    "POST",
                    "/api/2.0/mlflow/users/create",
                    "{\"username\": \"newcomer\", \"password\": \"" + PASSWORD + "\"}");
            // By what the original has written, this user gives permissions on the experiment away.
            send(
                    server,
                    "original",
                    "POST",
                    "/api/3.0/mlflow/users/permissions/grant",
                    "{\"username\": \"newcomer\", \"resource_type\": \"experiment\", \"resource_id\": \"0\", \"permission\": \"EDIT\"}");
        }
        exchange("check");
        try (Server server = start()) {
            assertThat(status(server, "newcomer", PASSWORD)).isEqualTo(401);
            assertThat(status(server, "newcomer", PASSWORD + " anew")).isEqualTo(200);
            assertThat(status(server, "original", PASSWORD)).isEqualTo(401);
        }
    }

    private void exchange(String mode) throws IOException, InterruptedException {
        Path scratch = Files.createDirectory(folder.resolve(mode));
        PythonScript.run(
                installation, "access_exchange", URI.create("http://127.0.0.1:9"), scratch, mode, database(), PASSWORD);
    }

    private static String send(Server server, String user, String method, String path, String body) throws IOException {
        Map<String, String> headers =
                Map.of("Authorization", basic(user, PASSWORD), "Content-Type", "application/json");
        Answer answer = new WireClient(address(server))
                .send(method, path, headers, body.isEmpty() ? null : body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.text();
    }

    private static int status(Server server, String user, String password) throws IOException {
        return new WireClient(address(server))
                .send("GET", "/api/2.0/mlflow/users/current", Map.of("Authorization", basic(user, password)), null)
                .status();
    }

    private static String basic(String user, String password) {
        String pair = user + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
