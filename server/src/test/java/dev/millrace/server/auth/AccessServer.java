package dev.millrace.server.auth;

import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.TestDatabase;
import dev.millrace.server.TestServer.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** A real server with access control, an administrator and as many users as a test makes. */
final class AccessServer implements AutoCloseable {
    static final String ADMIN = "admin";
    static final String PASSWORD = "a password of twelve";

    private final Server server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private AccessServer(Server server) {
        this.server = server;
    }

    /** @param defaultPermission what everyone may do where they have no grant */
    static AccessServer start(Path folder, String defaultPermission) {
        return start(config(folder), folder, defaultPermission);
    }

    static AccessServer start(ServerConfig config, Path folder, String defaultPermission) {
        String database = TestDatabase.chosen() == TestDatabase.SQLITE
                ? "sqlite:///" + folder.resolve("basic_auth.db")
                : TestDatabase.chosen().uri(folder);
        return start(config.withAccess(new AccessConfig(database, defaultPermission, ADMIN, PASSWORD, null)));
    }

    /** @param config with access control */
    static AccessServer start(ServerConfig config) {
        try {
            return new AccessServer(Server.start(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ServerConfig config(Path folder) {
        return ServerConfig.of(
                "127.0.0.1",
                0,
                TestDatabase.chosen().uri(folder),
                folder.resolve("artifacts").toString());
    }

    Server server() {
        return server;
    }

    /** Someone who sends requests. */
    final class User {
        private final String authorization;

        private User(String authorization) {
            this.authorization = authorization;
        }

        /** Posts JSON with single quotes to an operation, as {@code runs/create}. */
        Answer post(String operation, String json, Object... values) {
            return json("POST", "/api/2.0/mlflow/" + operation, json, values);
        }

        Answer get(String operation, String query) {
            return send("GET", "/api/2.0/mlflow/" + operation + (query.isEmpty() ? "" : "?" + query), "");
        }

        Answer json(String method, String path, String json, Object... values) {
            return send(method, path, json.formatted(values).replace('\'', '"'));
        }

        Answer send(String method, String path, String body) {
            HttpResponse<String> answer = AccessServer.this.send(method, path, body, authorization);
            return new Answer(answer.statusCode(), answer.body());
        }

        /** Makes an experiment and gives its id. */
        String experiment(String name) {
            return post("experiments/create", "{'name': '%s'}", name).at("experiment_id");
        }

        /** Makes a run and gives its id. */
        String run(String experiment) {
            return post("runs/create", "{'experiment_id': '%s'}", experiment).at("run.info.run_id");
        }

        /** Lets another user do something. */
        Answer grant(String user, String type, String id, String permission) {
            return json(
                    "POST",
                    "/api/3.0/mlflow/users/permissions/grant",
                    "{'username': '%s', 'resource_type': '%s', 'resource_id': '%s', 'permission': '%s'}",
                    user,
                    type,
                    id,
                    permission);
        }
    }

    User admin() {
        return as(ADMIN, PASSWORD);
    }

    /** A new user. */
    User user(String name) {
        admin().post("users/create", "{'username': '%s', 'password': '%s'}", name, PASSWORD);
        return as(name, PASSWORD);
    }

    User as(String name, String password) {
        return new User(basic(name, password));
    }

    /** Someone who does not say who they are. */
    User nobody() {
        return new User("");
    }

    static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Sends anything; an empty body and an empty authorization are left out. */
    HttpResponse<String> send(String method, String path, String body, String authorization) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
