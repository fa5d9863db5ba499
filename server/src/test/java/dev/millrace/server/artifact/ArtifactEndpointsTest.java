package dev.millrace.server.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.ArtifactServer;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.TestServer;
import dev.millrace.server.TestServer.Answer;
import dev.millrace.server.sql.Sql;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get from the artifact endpoints; the answers are those of MLflow 3.17.2 unless a test says otherwise. */
class ArtifactEndpointsTest {

    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts";
    private static final String UPLOAD = "/ajax-api/2.0/mlflow/upload-artifact?run_uuid=";

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void takesListsSendsAndDeletesFiles() {
        assertThat(put(PROXY + "/d/a.txt", "hello")).isEqualTo(new Answer(200, ""));
        assertThat(put("/ajax-api/2.0/mlflow-artifacts/artifacts/d/e/b", "x").status())
                .isEqualTo(200);

        Answer listed = get(PROXY + "?path=d");
        assertThat(listed.at("files.0")).isEqualTo("{\"path\":\"a.txt\",\"is_dir\":false,\"file_size\":5}");
        assertThat(listed.at("files.1")).isEqualTo("{\"path\":\"e\",\"is_dir\":true}");
        assertThat(get(PROXY + "/d/a.txt")).isEqualTo(new Answer(200, "hello"));
        assertThat(delete(PROXY + "/d")).isEqualTo(new Answer(200, "{}"));
        assertThat(delete(PROXY + "/d")).isEqualTo(new Answer(200, "{}"));
        assertThat(get(PROXY)).isEqualTo(new Answer(200, "{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nope/x, 404, 'RESOURCE_DOES_NOT_EXIST', 'No such artifact: ''nope/x'''",
        "GET, /d, 400, '', 'Artifact path refers to a directory, not a file: ''d'''",
        "GET, /, 400, '', 'Artifact path refers to a directory, not a file: '''''",
        "PUT, /dd/, 400, '', 'Artifact path must include a filename (cannot end with ''/'').'",
        "PUT, /, 400, '', 'Artifact path must include a filename (cannot end with ''/'').'",
        "PUT, /d/../x, 400, 'INVALID_PARAMETER_VALUE', 'Invalid path'",
        "PUT, /d/%252e%252e/x, 400, 'INVALID_PARAMETER_VALUE', 'Invalid path'",
        "PUT, /a%23b, 400, 'INVALID_PARAMETER_VALUE', 'Invalid path'",
        "GET, /%2Fetc/passwd, 400, 'INVALID_PARAMETER_VALUE', 'Invalid path'",
        "DELETE, /.., 400, 'INVALID_PARAMETER_VALUE', 'Invalid path'",
        "DELETE, /., 400, 'INVALID_PARAMETER_VALUE', 'Invalid path'",
        "GET, ?path=.., 400, 'INVALID_PARAMETER_VALUE', 'Invalid path'",
    })
    void refusesPaths(String method, String path, int status, String code, String message) {
        put(PROXY + "/d/a.txt", "hello");

        Answer answer = server.send(method, PROXY + path, method.equals("PUT") ? "x" : "", "");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.at("error_code")).isEqualTo(code);
        assertThat(answer.at(code.isEmpty() ? "detail" : "message")).isEqualTo(message);
    }

    @Test
    void noVersionOfAModelLeadsOutOfTheRun() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "s");
        String experiment = server.post(
                        "experiments/create", "{'name': 'x', 'artifact_location': '%s'}", folder.resolve("x"))
                .at("experiment_id");
        Answer run = server.post("runs/create", "{'experiment_id': '%s'}", experiment);
        String id = run.at("run.info.run_id");
        Path artifacts = Files.createDirectories(Path.of(run.at("run.info.artifact_uri")));
        Files.writeString(artifacts.resolve("own"), "o");
        server.post("registered-models/create", "{'name': 'm'}");
        String up = "/..".repeat(3);

        for (String source : new String[] {
            artifacts + "?" + up + up + secret.getParent(),
            artifacts + "?/../../../..",
            artifacts + "#/../../../..",
            "file://" + artifacts + "?" + up,
            "file://" + artifacts + "/a%252Fb%252Fc%252Fd/../../..",
            "//host/../" + folder,
            artifacts.toString(),
        }) {
            Answer made =
                    server.post("model-versions/create", "{'name': 'm', 'source': '%s', 'run_id': '%s'}", source, id);
            String version = made.at("model_version.version");

            Answer got = get("/model-versions/get-artifact?path=secret&name=m&version=" + version);

            assertThat(got.status()).as(source + ": " + made.body()).isNotEqualTo(200);
        }
        assertThat(get("/model-versions/get-artifact?path=own&name=m&version=2").body())
                .isEqualTo("o");
    }

    @Test
    void refusesToWriteOnADirectoryOrBelowAFileInsteadOfFailing() {
        put(PROXY + "/d/a.txt", "hello");

        assertThat(put(PROXY + "/d", "x").status()).isEqualTo(400);
        assertThat(put(PROXY + "/d/a.txt/b", "x").status()).isEqualTo(400);
    }

    @Test
    void sendsFilesAsAttachmentsWithTags() throws Exception {
        put(PROXY + "/p/plot%20%C3%BC.png", "png");

        var answer = fetch(PROXY + "/p/plot%20%C3%BC.png");

        assertThat(header(answer, "Content-Type")).isEqualTo("image/png");
        assertThat(header(answer, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"plot u.png\"; filename*=UTF-8''plot%20%C3%BC.png");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(answer, "Last-Modified")).endsWith(" GMT");
        assertThat(fetch(PROXY + "/p/plot%20%C3%BC.png", "If-None-Match", header(answer, "ETag"))
                        .statusCode())
                .isEqualTo(304);
        assertThat(fetch(PROXY + "/p/plot%20%C3%BC.png", "If-Modified-Since", header(answer, "Last-Modified"))
                        .statusCode())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-4, 206, hello, bytes 0-4/11",
        "bytes=6-, 206, world, bytes 6-10/11",
        "bytes=-3, 206, rld, bytes 8-10/11",
        "bytes=-100, 206, hello world, bytes 0-10/11",
        "bytes=0-1000, 206, hello world, bytes 0-10/11",
        "bytes=100-, 416, '', bytes */11",
        "bytes=-0, 416, '', bytes */11",
        "bytes=5-2, 200, hello world, ''",
        "lines=1-2, 200, hello world, ''",
        "Bytes=0-4, 206, hello, bytes 0-4/11",
        "'bytes=0-1,3-4', 200, hello world, ''",
    })
    void sendsParts(String range, int status, String body, String contentRange) throws Exception {
        put(PROXY + "/a.txt", "hello world");

        var answer = fetch(PROXY + "/a.txt", "Range", range);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(header(answer, "Content-Range")).isEqualTo(contentRange);
    }

    @Test
    void sendsAPartOnlyOfTheFileThatTheClientHas() throws Exception {
        put(PROXY + "/a.txt", "hello world");
        String tag = header(fetch(PROXY + "/a.txt"), "ETag");

        assertThat(fetch(PROXY + "/a.txt", "Range", "bytes=0-4", "If-Range", tag)
                        .statusCode())
                .isEqualTo(206);
        assertThat(fetch(PROXY + "/a.txt", "Range", "bytes=0-4", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void answersHeadWithTheLengthAlone() throws Exception {
        put(PROXY + "/a.txt", "hello");
        var request = HttpRequest.newBuilder(uri(PROXY + "/a.txt")).HEAD().build();

        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(header(answer, "Content-Length")).isEqualTo("5");
        }
    }

    @Test
    void listsAndSendsTheArtifactsOfARun() {
        String run = server.run();
        String root = PROXY + "/0/" + run + "/artifacts";
        put(root + "/d/x.txt", "data");

        Answer listed = server.get("artifacts/list", "run_id=" + run);
        assertThat(listed.at("root_uri")).isEqualTo("mlflow-artifacts:/0/" + run + "/artifacts");
        assertThat(listed.at("files.0.path")).isEqualTo("d");
        assertThat(server.get("artifacts/list", "run_id=" + run + "&path=d").at("files.0.path"))
                .isEqualTo("d/x.txt");
        assertThat(server.get("artifacts/list", "run_uuid=" + run + "&path=./d/")
                        .at("files.0.path"))
                .isEqualTo("./d/x.txt");
        assertThat(server.get("artifacts/list", "run_id=" + run + "&path=d/x.txt")
                        .at("files"))
                .isEmpty();
        assertThat(get("/get-artifact?path=d/x.txt&run_id=" + run)).isEqualTo(new Answer(200, "data"));
        assertThat(get("/get-artifact?path=d/x.txt&run_uuid=" + run)).isEqualTo(new Answer(200, "data"));
        assertThat(get("/get-artifact?path=d&run_id=" + run).at("message"))
                .isEqualTo("Artifact path refers to a directory, not a file: '0/" + run + "/artifacts/d'");
        assertThat(get("/get-artifact?path=nope&run_id=" + run).at("message"))
                .isEqualTo("No such artifact: '0/" + run + "/artifacts/nope'");
    }

    @Test
    void refusesToSendWithoutAPathOrARun() {
        assertThat(get("/get-artifact?run_id=x").body()).contains("<title>400 Bad Request</title>");
        assertThat(get("/get-artifact?path=x").at("message")).isEqualTo("Run with id=None not found");
        assertThat(get("/get-artifact?path=../x&run_id=x").at("message")).isEqualTo("Invalid path");
        assertThat(get("/ajax-api/2.0/mlflow/get-artifact?path=x").status()).isEqualTo(404);
        assertThat(server.get("artifacts/list", "run_id=zz").at("message")).isEqualTo("Run with id=zz not found");
    }

    @Test
    void takesSmallFilesFromThePages() {
        String run = server.run();

        assertThat(post(UPLOAD + run + "&path=up/x.txt", "data", "text/plain")).isEqualTo(new Answer(200, ""));
        assertThat(get("/get-artifact?path=up/x.txt&run_id=" + run).body()).isEqualTo("data");
    }

    @ParameterizedTest
    @CsvSource({
        "'', path=x, text/plain, d, Request must specify run_uuid.",
        "RUN, '', text/plain, d, Request must specify path.",
        "RUN, path=../x, text/plain, d, Invalid path",
        "RUN, path=x, text/plain, '', Request must specify data.",
        "RUN, path=x, application/x-www-form-urlencoded, a=b, Request must specify data.",
        "nope, path=x, text/plain, d, Run with id=nope not found",
    })
    void refusesUploadsOfThePages(String run, String query, String type, String body, String message) {
        Answer answer = post(UPLOAD + run.replace("RUN", server.run()) + "&" + query, body, type);

        assertThat(answer.at("message")).isEqualTo(message);
    }

    @Test
    void refusesAnUploadOfThePagesAboveTenMegabytes() {
        Answer answer = post(UPLOAD + server.run() + "&path=big", "x".repeat((10 << 20) + 1), "text/plain");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("message")).isEqualTo("Artifact size is too large. Max size is 10MB.");
    }

    @Test
    void servesExperimentsWithAPlaceOfTheirOwn() {
        Path place = folder.resolve("place");
        server.post("experiments/create", "{'name': 'own', 'artifact_location': '%s'}", place);
        String run = server.post("runs/create", "{'experiment_id': '1'}").at("run.info.run_id");

        assertThat(post(UPLOAD + run + "&path=d/x.txt", "data", "text/plain").status())
                .isEqualTo(200);

        assertThat(place.resolve(run + "/artifacts/d/x.txt")).hasContent("data");
        assertThat(server.get("artifacts/list", "path=./d&run_id=" + run).at("files.0.path"))
                .isEqualTo("d/x.txt");
        assertThat(get("/get-artifact?path=nope&run_id=" + run).at("message")).isEqualTo("No such artifact: 'nope'");
    }

    @Test
    void namesPlacesThatItCannotReach() {
        server.post("experiments/create", "{'name': 'cloud', 'artifact_location': 's3://bucket/x'}");
        String run = server.post("runs/create", "{'experiment_id': '1'}").at("run.info.run_id");

        Answer answer = server.get("artifacts/list", "run_id=" + run);

        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.at("message")).contains("lacks the optional part 's3'");
    }

    @Test
    void keepsAPlaceThatAClientChoseBehindTheProxyBelowItsRoot() throws IOException {
        Files.writeString(folder.resolve("secret"), "s");
        server.post("experiments/create", "{'name': 'out', 'artifact_location': 'mlflow-artifacts:/../..'}");
        String run = server.post("runs/create", "{'experiment_id': '1'}").at("run.info.run_id");

        assertThat(server.get("artifacts/list", "run_id=" + run).at("message")).isEqualTo("Invalid path");
    }

    @Test
    void servesTheFilesOfLoggedModels() {
        execute("""
                INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms,
                    last_updated_timestamp_ms, status, lifecycle_stage)
                VALUES ('m-1', 0, 'm', 'mlflow-artifacts:/0/models/m-1/artifacts', 1, 1, 2, 'active')""");
        put(PROXY + "/0/models/m-1/artifacts/sub/MLmodel", "x: 1");
        String model = "/ajax-api/2.0/mlflow/logged-models/m-1/artifacts";

        assertThat(get(model + "/files?artifact_file_path=sub/MLmodel")).isEqualTo(new Answer(200, "x: 1"));
        assertThat(get(model + "/files?artifact_file_path=sub").status()).isEqualTo(400);
        assertThat(get(model + "/files").at("message"))
                .isEqualTo("Request must include the \"artifact_file_path\" query parameter.");
        assertThat(get(model + "/directories").at("files.0.path")).isEqualTo("sub");
        assertThat(get(model + "/directories?artifact_directory_path=sub").at("files.0.path"))
                .isEqualTo("sub/MLmodel");
        assertThat(get("/api/2.0/mlflow/logged-models/m-1/artifacts/files?artifact_file_path=x")
                        .status())
                .isEqualTo(404);
        assertThat(get(model.replace("m-1", "nope") + "/directories").at("message"))
                .isEqualTo("Logged model with ID 'nope' not found.");
        execute("UPDATE logged_models SET lifecycle_stage = 'deleted'");
        assertThat(get(model + "/directories").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlflow-artifacts:/0/models/m-1/artifacts", "runs:/RUN/model", "models:/m-1"})
    void servesTheFilesOfModelVersions(String source) {
        String run = server.run();
        execute("""
                INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms,
                    last_updated_timestamp_ms, status, lifecycle_stage)
                VALUES ('m-1', 0, 'm', 'mlflow-artifacts:/0/models/m-1/artifacts', 1, 1, 2, 'active')""");
        execute("INSERT INTO registered_models (name) VALUES ('rm')");
        execute("INSERT INTO model_versions (name, version, source, current_stage) VALUES ('rm', 1, '"
                + source.replace("RUN", run) + "', 'None')");
        put(PROXY + "/0/models/m-1/artifacts/MLmodel", "x: 1");
        put(PROXY + "/0/" + run + "/artifacts/model/MLmodel", "x: 1");

        assertThat(get("/model-versions/get-artifact?name=rm&version=1&path=MLmodel"))
                .isEqualTo(new Answer(200, "x: 1"));
        assertThat(get("/model-versions/get-artifact?name=rm&version=1").status())
                .isEqualTo(400);
        assertThat(get("/model-versions/get-artifact?name=rm&version=9&path=x").at("message"))
                .isEqualTo("Model Version (name=rm, version=9) not found");
        assertThat(get("/model-versions/get-artifact?path=x").at("message"))
                .isEqualTo("Missing value for required parameter 'name'.");
        assertThat(get("/model-versions/get-artifact?name=rm&version=abc&path=x")
                        .at("message"))
                .isEqualTo("Parameter 'version' must be an integer, got 'abc'.");
    }

    @Test
    void refusesUploadsInPartsAndPresignedAddresses() {
        String run = server.run();
        for (String part : new String[] {"create", "abort"}) {
            Answer answer = post(
                    "/api/2.0/mlflow-artifacts/mpu/" + part + "/x",
                    "{\"path\": \"a\", \"upload_id\": \"u\"}",
                    "application/json");
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"error_code\":\"NOT_IMPLEMENTED\",\"message\":\"Multipart upload is not supported for the"
                                    + " current artifact repository\"}");
        }
        assertThat(get("/api/2.0/mlflow-artifacts/presigned/x").status()).isEqualTo(501);
        assertThat(server.post("artifacts/presigned-upload-url", "{'run_id': '%s', 'path': 'x'}", run)
                        .at("message"))
                .startsWith("Presigned upload is not supported for proxied artifact storage");
        assertThat(server.post("artifacts/presigned-upload-url", "{'path': 'x'}")
                        .at("message"))
                .isEqualTo("Exactly one of run_id and model_id must be provided.");
        assertThat(server.post("artifacts/presigned-download-url", "{'run_id': '%s', 'path': 'x'}", run)
                        .status())
                .isEqualTo(400);
        assertThat(server.post(
                                "artifacts/presigned-download-url",
                                "{'run_id': '%s', 'path': 'x', 'expiration': 0}",
                                run)
                        .at("message"))
                .isEqualTo("expiration must be between 1 and 604800 seconds (got 0).");
    }

    @Test
    void servesFilesWithAndWithoutAStaticPrefix() throws IOException {
        try (Server prefixed = Server.start(config("/mlf", true))) {
            String base = "http://127.0.0.1:" + prefixed.port();
            for (String prefix : new String[] {"/mlf", ""}) {
                Answer stored = send("PUT", base + prefix + PROXY + "/a", "x");
                assertThat(stored.status()).isEqualTo(200);
                assertThat(stored.body()).isEqualTo(prefix.isEmpty() ? "" : "{}");
                assertThat(send("GET", base + prefix + PROXY + "/a", "").body()).isEqualTo("x");
            }
            assertThat(send("GET", base + PROXY, "").status()).isEqualTo(404);
            assertThat(send("DELETE", base + PROXY + "/a", "").status()).isEqualTo(404);
            assertThat(send("DELETE", base + "/mlf" + PROXY + "/a", "").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesAllWhereItServesNoArtifacts() throws IOException {
        try (Server closed = Server.start(config("", false))) {
            String base = "http://127.0.0.1:" + closed.port();

            assertThat(send("GET", base + PROXY, "").body())
                    .startsWith("Endpoint: " + PROXY
                            + " disabled due to the mlflow server running with `--no-serve-artifacts`");
            assertThat(send("GET", base + PROXY + "/a.txt", "").status()).isEqualTo(503);
            assertThat(send("PUT", base + PROXY + "/a.txt", "x").at("detail"))
                    .isEqualTo("Artifact serving is disabled. Run `mlflow server` with `--serve-artifacts` to enable.");
            assertThat(send("DELETE", base + PROXY + "/a.txt", "").body())
                    .contains("artifacts/<path:artifact_path> disabled");
            assertThat(send("GET", base + "/ajax-api/2.0/mlflow-artifacts/artifacts", "")
                            .body())
                    .startsWith("Endpoint: /ajax-api/2.0/mlflow-artifacts/artifacts disabled");
        }
    }

    @Test
    void takesNothingWhereItServesArtifactsOnlyAndThoseAreSwitchedOff() throws IOException {
        try (ArtifactServer only = ArtifactServer.start(config("/mlf", false))) {
            String base = "http://127.0.0.1:" + only.port();

            assertThat(send("PUT", base + PROXY + "/a.txt", "x").status()).isEqualTo(503);
            assertThat(send("PUT", base + PROXY + "/", "x").status()).isEqualTo(503);
            // Not even looked at: it is no JSON.
            assertThat(send("POST", base + "/mlf/api/2.0/mlflow-artifacts/mpu/create/a.txt", "x")
                            .status())
                    .isEqualTo(503);
            assertThat(send("GET", base + "/mlf/get-artifact?path=x", "").body())
                    .startsWith("Endpoint: /mlf/get-artifact disabled");
            assertThat(send("DELETE", base + "/mlf" + PROXY + "/a.txt", "").body())
                    .startsWith("Endpoint: /mlf" + PROXY + "/<path:artifact_path> disabled");
        }
    }

    @Test
    void answersForNothingElseWhereItServesArtifactsOnly() throws IOException {
        try (ArtifactServer only = ArtifactServer.start(config("", true))) {
            String base = "http://127.0.0.1:" + only.port();

            assertThat(send("PUT", base + PROXY + "/a.txt", "x").status()).isEqualTo(200);
            assertThat(send("GET", base + PROXY + "/a.txt", "").body()).isEqualTo("x");
            assertThat(send("GET", base + "/health", "").body()).isEqualTo("OK");
            assertThat(send("GET", base + "/api/2.0/mlflow/experiments/get?experiment_id=0", ""))
                    .isEqualTo(new Answer(
                            503,
                            "Endpoint: /api/2.0/mlflow/experiments/get disabled due to the mlflow server running in"
                                    + " `--artifacts-only` mode. To enable tracking server functionality, run"
                                    + " `mlflow server` without `--artifacts-only`"));
            assertThat(send("GET", base + "/ajax-api/2.0/mlflow/logged-models/m-1", "")
                            .body())
                    .startsWith("Endpoint: /ajax-api/2.0/mlflow/logged-models/<model_id> disabled");
            assertThat(send("GET", base + "/get-artifact?path=x", "").status()).isEqualTo(503);
            assertThat(send("GET", base + "/nope", "").status()).isEqualTo(404);
        }
        assertThat(folder.resolve("other.db")).doesNotExist();
    }

    private ServerConfig config(String staticPrefix, boolean serveArtifacts) {
        return ServerConfig.of(
                        "127.0.0.1",
                        0,
                        "sqlite:///" + folder.resolve("other.db"),
                        folder.resolve("other").toString())
                .withStaticPrefix(staticPrefix)
                .withServeArtifacts(serveArtifacts);
    }

    private void execute(String sql) {
        server.server().database().write(session -> session.update(Sql.of(sql)));
    }

    private Answer get(String path) {
        return server.send("GET", path, "", "");
    }

    private Answer put(String path, String body) {
        return server.send("PUT", path, body, "");
    }

    private Answer delete(String path) {
        return server.send("DELETE", path, "", "");
    }

    private Answer post(String path, String body, String type) {
        return server.send("POST", path, body, type);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.server().port() + path);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private HttpResponse<String> fetch(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Answer send(String method, String uri, String body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(uri))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
