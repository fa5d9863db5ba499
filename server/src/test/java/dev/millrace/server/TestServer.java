package dev.millrace.server;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.server.webhook.WebhookConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A real server on a free port and an empty database, and a client that sends it JSON as it stands in a test. */
public final class TestServer implements AutoCloseable {
    private static final String API = "/api/2.0/mlflow/";

    private final Server server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(Server server) {
        this.server = server;
    }

    public static TestServer start(Path folder) {
        return start(folder, TestDatabase.chosen());
    }

    /** The same on a database of this kind. */
    public static TestServer start(Path folder, TestDatabase database) {
        return start(ServerConfig.of(
                "127.0.0.1",
                0,
                database.uri(folder),
                folder.resolve("artifacts").toString()));
    }

    public static TestServer start(ServerConfig config) {
        try {
            return new TestServer(Server.start(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One with webhooks by a configuration. */
    public static TestServer start(Path folder, WebhookConfig webhooks) {
        return start(ServerConfig.of(
                        "127.0.0.1",
                        0,
                        "sqlite:///" + folder.resolve("mlflow.db"),
                        folder.resolve("artifacts").toString())
                .withWebhooks(webhooks));
    }

    public Server server() {
        return server;
    }

    /** An answer: its status and its body as text. */
    public record Answer(int status, String body) {
        /** The body as JSON. */
        public JsonValue.Obj json() {
            return (JsonValue.Obj) Json.parse(body);
        }

        /** The text at a path of member names and indexes, as {@code run.info.run_id} or {@code runs.0.info}; "" if absent. */
        public String at(String path) {
            JsonValue value = Json.parse(body);
            for (String name : path.split("\\.")) {
                value = switch (value) {
                    case JsonValue.Obj object when object.get(name) != null -> object.get(name);
                    case JsonValue.Arr(var items)
                    when Integer.parseInt(name) < items.size() -> items.get(Integer.parseInt(name));
                    default -> new JsonValue.Null();
                };
            }
            return switch (value) {
                case JsonValue.Text(String text) -> text;
                case JsonValue.Null() -> "";
                default -> new String(Json.print(value), StandardCharsets.UTF_8);
            };
        }
    }

    /** Posts JSON to an operation, as {@code runs/create}; single quotes stand for double ones. */
    public Answer post(String operation, String json, Object... values) {
        return send("POST", API + operation, json.formatted(values).replace('\'', '"'), "application/json");
    }

    /** Posts JSON as it is. */
    public Answer postRaw(String operation, String json) {
        return send("POST", API + operation, json, "application/json");
    }

    /** Gets an operation with a query string. */
    public Answer get(String operation, String query) {
        return send("GET", API + operation + (query.isEmpty() ? "" : "?" + query), "", "");
    }

    /** Sends anything; an empty body and an empty content type are left out. */
    public Answer send(String method, String path, String body, String contentType) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Makes a run in the default experiment and gives its id. */
    public String run() {
        return post("runs/create", "{'experiment_id': '0'}").at("run.info.run_id");
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
