package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.server.Server;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
    @TempDir
    Path folder;

    private AccessServer server;

    @BeforeEach
    void start() {
        server = AccessServer.start(folder, "READ");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer abc",
                "Basic",
                "Basic ",
                "Basic !!!",
                "Basic YWRtaW4=",
                "Basic YWRtaW46d3Jvbmc=",
                "Digest username=\"admin\""
            })
    void nobodyPassesWithoutAPassword(String authorization) {
        for (String path : new String[] {
            "/", "/version", "/metrics", "/nope", "/api/2.0/mlflow/experiments/get?experiment_id=0", "/get-artifact"
        }) {
            HttpResponse<String> answer = server.send("GET", path, "", authorization);

            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"mlflow\"");
            assertThat(answer.body())
                    .isEqualTo(
                            "You are not authenticated. Please see https://www.mlflow.org/docs/latest/auth/index.html#authenticating-to-mlflow on how to authenticate.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/ready", "/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"})
    void probesAndServerInfoAreOpen(String path) {
        assertThat(server.send("GET", path, "", "").statusCode()).isEqualTo(200);
        assertThat(server.send("GET", path, "", AccessServer.basic("admin", "wrong"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theFilesOfThePagesAreOpen() {
        // There are none without --ui, which whoever asks is told.
        assertThat(server.send("GET", "/static-files/x", "", "").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/healthy",
                "/health/",
                "//health",
                "/health/../version",
                "/static-files",
                "/static-files/",
                "/ready/",
                "/server-info",
                "/mlflow/health"
            })
    void nothingElseIs(String path) {
        assertThat(server.send("GET", path, "", "").statusCode()).isEqualTo(401);
    }

    @Test
    void theNewPasswordWorksAtOnceAndTheOldOneNoMore() {
        AccessServer.User bob = server.user("bob");
        assertThat(bob.get("users/current", "").status()).isEqualTo(200);

        assertThat(bob.json(
                                "PATCH",
                                "/api/2.0/mlflow/users/update-password",
                                "{'username': 'bob', 'password': 'another password', 'current_password': '%s'}",
                                AccessServer.PASSWORD)
                        .status())
                .isEqualTo(200);

        assertThat(bob.get("users/current", "").status()).isEqualTo(401);
        assertThat(server.as("bob", "another password").get("users/current", "").at("user.username"))
                .isEqualTo("bob");
    }

    @Test
    void changesOfAnotherServerWorkWithinASecond() throws Exception {
        AccessServer.User bob = server.user("bob");
        assertThat(bob.get("users/current", "").status()).isEqualTo(200);
        String hash = PasswordHash.of("a password from outside");

        // As another server does, without this one being told.
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("basic_auth.db"));
                var update = connection.prepareStatement("UPDATE users SET password_hash = ? WHERE username = 'bob'")) {
            update.setString(1, hash);
            update.executeUpdate();
        }
        long changed = System.nanoTime();
        int status = 200;
        while (status == 200 && System.nanoTime() - changed < 5_000_000_000L) {
            status = bob.get("users/current", "").status();
        }

        assertThat(status).isEqualTo(401);
        assertThat(System.nanoTime() - changed).isLessThan(1_500_000_000L);
    }

    @Test
    void aDeletedUserIsGoneAtOnce() {
        AccessServer.User bob = server.user("bob");
        assertThat(bob.get("users/current", "").status()).isEqualTo(200);

        assertThat(server.admin()
                        .json("DELETE", "/api/2.0/mlflow/users/delete", "{'username': 'bob'}")
                        .status())
                .isEqualTo(200);

        assertThat(bob.get("users/current", "").status()).isEqualTo(401);
    }

    @Test
    void guessingIsSlowedAndWhoIsLoggedInGoesOn() {
        AccessServer.User bob = server.user("bob");
        assertThat(bob.get("users/current", "").status()).isEqualTo(200);

        int refused = 0;
        for (int i = 0; i < 12 && refused == 0; i++) {
            int status = server.as("bob", "guess number " + i)
                    .get("users/current", "")
                    .status();
            assertThat(status).isIn(401, 429);
            refused += status == 429 ? 1 : 0;
        }

        assertThat(refused).as("after a while attempts are not even looked at").isEqualTo(1);
        assertThat(bob.get("users/current", "").status()).isEqualTo(200);
    }

    @Test
    void guessingThePresentPasswordIsSlowedAsLoginsAre() {
        AccessServer.User bob = server.user("bob");

        int refused = 0;
        for (int i = 0; i < 12 && refused == 0; i++) {
            int status = bob.json(
                            "PATCH",
                            "/api/2.0/mlflow/users/update-password",
                            "{'username': 'bob', 'password': 'another password', 'current_password': 'guess %d'}",
                            i)
                    .status();
            assertThat(status).isIn(400, 429);
            refused += status == 429 ? 1 : 0;
        }

        assertThat(refused).isEqualTo(1);
        assertThat(server.as("bob", "one more guess").get("users/current", "").status())
                .isEqualTo(429);
        assertThat(bob.get("users/current", "").status()).isEqualTo(200);
    }

    @Test
    void theManyWorkersOfAUserAreOneAttempt() throws Exception {
        server.user("bob");

        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                statuses.add(workers.submit(() -> server.as("bob", AccessServer.PASSWORD)
                        .get("users/current", "")
                        .status()));
            }
            for (Future<Integer> status : statuses) {
                assertThat(status.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void thePasswordThatEverybodyKnowsOpensNothing() throws Exception {
        String hash = PasswordHash.of(Credentials.KNOWN_DEFAULT);
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("basic_auth.db"));
                var insert = connection.prepareStatement(
                        "INSERT INTO users (username, password_hash, is_admin) VALUES ('old', ?, 1)")) {
            insert.setString(1, hash);
            insert.executeUpdate();
        }

        assertThat(server.as("old", Credentials.KNOWN_DEFAULT)
                        .get("users/current", "")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aFirstStartWithoutAPasswordMakesOneUpAndTellsItOnce(@TempDir Path other) throws Exception {
        var access = new AccessConfig(
                "sqlite:///" + other.resolve("basic_auth.db"), "READ", "root", Credentials.KNOWN_DEFAULT, null);
        var config = AccessServer.config(other).withAccess(access);

        FirstAdmin.Generated generated;
        try (Server first = Server.start(config)) {
            generated = first.generatedPassword().orElseThrow();
        }

        assertThat(generated.name()).isEqualTo("root");
        assertThat(generated.password()).hasSize(24).isNotEqualTo(Credentials.KNOWN_DEFAULT);
        assertThat(generated.toString()).doesNotContain(generated.password());
        try (Server second = Server.start(config)) {
            assertThat(second.generatedPassword()).isEmpty();
        }
    }

    @Test
    void aConfiguredAdministratorIsThereBeforeTheServerAnswers(@TempDir Path other) throws Exception {
        Path file = other.resolve("basic_auth.db");
        var config = DatabaseConfig.of("sqlite:///" + other.resolve("mlflow.db"));
        var longEnough = new AccessConfig("sqlite:///" + file, "READ", "root", "long enough for it", null);

        try (Database tracking = Database.open(config);
                Access access = Access.open(longEnough, tracking, config, "mlflow-artifacts:/");
                Connection beside = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = beside.createStatement();
                ResultSet users = statement.executeQuery("SELECT username FROM users")) {
            assertThat(access.firstAdmin()).isEmpty();
            assertThat(users.next()).isTrue();
            assertThat(users.getString(1)).isEqualTo("root");
        }
    }

    @Test
    void aConfiguredPasswordThatIsTooShortIsRefusedByItsVariable(@TempDir Path other) {
        var config = DatabaseConfig.of("sqlite:///" + other.resolve("mlflow.db"));
        var tooShort = new AccessConfig("sqlite:///" + other.resolve("basic_auth.db"), "READ", "root", "short", null);

        try (Database tracking = Database.open(config)) {
            assertThatThrownBy(() -> Access.open(tooShort, tracking, config, "mlflow-artifacts:/"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("MLFLOW_AUTH_ADMIN_PASSWORD")
                    .hasMessageContaining("12 characters");
        }
    }
}
