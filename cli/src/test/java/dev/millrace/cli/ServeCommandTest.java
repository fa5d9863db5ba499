package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.Endpoint;
import dev.millrace.api.Endpoints;
import dev.millrace.api.Json;
import dev.millrace.api.Message;
import dev.millrace.api.model.CreateModelVersion;
import dev.millrace.api.model.CreateRegisteredModel;
import dev.millrace.api.model.CreateRun;
import dev.millrace.api.model.CreateRunResponse;
import dev.millrace.api.model.RunInfo;
import dev.millrace.http.Body;
import dev.millrace.http.Response;
import dev.millrace.server.LocalTracking;
import dev.millrace.server.sql.DatabaseConfig;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace models serve}, started as a process. */
@Tag("command")
class ServeCommandTest {
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/invocations");

    @TempDir
    Path folder;

    @Test
    void endsWhereOnnxRuntimeCannotBeLoaded() throws Exception {
        OnnxModel.copyTo(folder.resolve("model"));
        Map<String, String> broken = Map.of("MILLRACE_JAVA_OPTS", "-Donnxruntime.native.path=/nowhere");

        CommandResult result = CommandResult.of(broken, folder, "models", "serve", "-m", "model", "-p", "0");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("model cannot be served: ONNX Runtime does not work on this machine");
    }

    /** A thread that dies of an error would leave a process that serves nothing and does not end. */
    @Test
    void endsOnErrorsOfEveryKind() throws Exception {
        OnnxModel.copyTo(folder.resolve("model"));
        Path complete = CommandResult.launcher().resolveSibling("../lib").toRealPath();
        Path incomplete = Files.createDirectory(folder.resolve("lib"));
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(complete, "*.jar")) {
            for (Path jar : jars) {
                Path here = incomplete.resolve(jar.getFileName());
                if (jar.getFileName().toString().startsWith("millrace-cli")) {
                    Files.copy(jar, here); // it names the others, as its neighbours
                } else if (!jar.getFileName().toString().startsWith("jetty-io")) {
                    Files.createSymbolicLink(here, jar);
                }
            }
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java, "-cp", incomplete + "/*", Main.class.getName(), "models", "serve", "-m", "model", "-p", "0");

        CommandResult result = CommandResult.run(Map.of(), folder, command);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .contains(
                        "millrace models serve failed unexpectedly: java.lang.NoClassDefFoundError: org/eclipse/jetty/io");
    }

    @Test
    void takesItsLimitsFromFlagsAndVariables() throws Exception {
        for (String wrong : List.of("--max-queue=-1", "--max-body-size=0", "--max-body-size=4096", "--workers=0")) {
            assertThat(CommandResult.of("models", "serve", "-m", "x", wrong).code())
                    .as(wrong)
                    .isEqualTo(2);
        }
        assertThat(CommandResult.of(
                                Map.of("MILLRACE_SCORING_MAX_QUEUE", "7", "MILLRACE_SCORING_BATCHING", "false"),
                                folder,
                                "doctor")
                        .out())
                .containsPattern("max-queue +7 +environment MILLRACE_SCORING_MAX_QUEUE")
                .containsPattern("batching +false +environment MILLRACE_SCORING_BATCHING")
                .containsPattern("max-body-size +100 +default");
    }

    @Test
    void servesAnOnnxModelOfAFolder() throws Exception {
        OnnxModel.copyTo(folder.resolve("model"));

        // The logistic function of 1.
        assertThat(answerOf("model")).contains("\"label\": 1").contains("0.731058");
    }

    @Test
    void servesARegisteredModelOfADatabase() throws Exception {
        DatabaseConfig config = DatabaseConfig.of("sqlite:///" + folder.resolve("mlflow.db"));
        try (LocalTracking database =
                LocalTracking.open(config, folder.resolve("runs").toString())) {
            CreateRunResponse made = request(
                    database,
                    Endpoints.CREATE_RUN,
                    CreateRun.builder().experimentId("0").build());
            RunInfo run = made.run().info();
            Path model = Path.of(run.artifactUri(), "model");
            OnnxModel.copyTo(model);
            request(
                    database,
                    Endpoints.CREATE_REGISTERED_MODEL,
                    CreateRegisteredModel.builder().name("cells").build());
            request(
                    database,
                    Endpoints.CREATE_MODEL_VERSION,
                    CreateModelVersion.builder()
                            .name("cells")
                            .source(model.toString())
                            .runId(run.runId())
                            .build());
        }

        assertThat(answerOf("models:/cells/1")).contains("\"label\": 1").contains("0.731058");
    }

    private static <Q extends Message, R extends Message> R request(
            LocalTracking database, Endpoint<Q, R> endpoint, Q request) throws Exception {
        Response response = database.request("POST", endpoint.apiPath(), Json.write(request));
        return Json.read(((Body.Bytes) response.body()).bytes(), endpoint.response());
    }

    /** What the served model says of the row (1, 0, 0). */
    private String answerOf(String model) throws Exception {
        Process server = new ProcessBuilder(
                        CommandResult.launcher().toString(), "models", "serve", "-m", model, "-p", "0")
                .directory(folder.toFile())
                .redirectError(folder.resolve("log").toFile())
                .start();
        try (BufferedReader out = server.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            Matcher address = ADDRESS.matcher(String.valueOf(out.readLine()));
            assertThat(address.find()).isTrue();
            return client.send(
                            HttpRequest.newBuilder(URI.create(address.group()))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(
                                            "{\"dataframe_records\": [{\"a\": 1, \"b\": 0, \"c\": 0}]}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } finally {
            server.destroy();
        }
    }

    @Test
    void saysWhatItNeeds() throws Exception {
        assertThat(CommandResult.of("models", "serve").err()).contains("--model-uri");
        assertThat(CommandResult.of("models", "serve").code()).isEqualTo(2);
        for (String[] wrong : new String[][] {
            {"models:/a/1", "", "MLFLOW_TRACKING_URI"},
            {"models:/a/1", "ftp://host", "begins with http:// or https://"},
            {"models:/a", "http://127.0.0.1:1", "names no model"}
        }) {
            CommandResult result = CommandResult.of(
                    Map.of("MLFLOW_TRACKING_URI", wrong[1]), folder, "models", "serve", "-m", wrong[0]);
            assertThat(result.code()).as("%s", List.of(wrong)).isEqualTo(2);
            assertThat(result.err()).contains(wrong[2]);
        }
        assertThat(CommandResult.of(Map.of(), folder, "models", "serve", "-m", "nothing")
                        .code())
                .isEqualTo(1);
        for (String address : new String[] {"file:nothing", "file://host/x"}) {
            CommandResult result = CommandResult.of(Map.of(), folder, "models", "serve", "-m", address);
            assertThat(result.code()).as(address).isEqualTo(1);
            assertThat(result.err()).contains(address + " cannot be served").doesNotContain("unexpectedly");
        }
        CommandResult bucket = CommandResult.of("models", "serve", "-m", "s3://foo/bar");
        assertThat(bucket.code()).isEqualTo(2);
        assertThat(bucket.err()).contains("models are not fetched from s3: addresses yet");
        assertThat(CommandResult.of("models", "serve", "-m", "x", "--enable-mlserver")
                        .err())
                .contains("--enable-mlserver is not supported");
    }
}
