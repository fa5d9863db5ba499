package dev.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.http.HttpConfig;
import dev.millrace.serving.model.InvalidModelException;
import dev.millrace.serving.model.ModelFolder;
import dev.millrace.serving.model.Signature;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server of an ONNX model, which needs no Python. */
@Timeout(120)
class ScoringServerTest {
    private static final String ROW = "{\"inputs\": [{\"a\": 1, \"b\": 2}]}";
    private static final String ANSWER = "{\"predictions\": [{\"y\": 5.0}, {\"y\": 2.0}, {\"y\": -1.0}]}";

    private static ScoringConfig config(String model) {
        return ScoringConfig.of(Cases.resource("models/" + model), () -> {
                    throw new AssertionError("no Python is needed");
                })
                .withHttp(HttpConfig.of("127.0.0.1", 0));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /ping, 200",
        "GET, /health, 200",
        "GET, /version, 200",
        "GET, /metrics, 200",
        "GET, /, 404",
        "GET, /invocations, 405",
        "POST, /ping, 405",
        "DELETE, /version, 405",
        "POST, /invocations/, 307",
    })
    void hasTheOriginalsRoutes(String method, String path, int status) throws Exception {
        try (var server = ScoringServer.start(config("linear-columns"));
                var client = new Client(server)) {
            assertThat(client.send(method, path, null, new byte[0]).statusCode())
                    .isEqualTo(status);
        }
    }

    @Test
    void answersAsTheOriginalDoes() throws Exception {
        try (var server = ScoringServer.start(config("linear-columns"));
                var client = new Client(server)) {
            assertThat(client.get("/ping").body()).isEqualTo("\n");
            assertThat(client.get("/version").body()).isEqualTo("3.17.2");
            HttpResponse<String> answer = client.invoke(ROW);
            assertThat(answer.body()).isEqualTo(ANSWER);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(client.get("/metrics").body())
                    .contains(
                            "mlflow_http_request_total{method=\"POST\",status=\"200\"} 1", "millrace_scoring_ready 1");
        }
    }

    @Test
    void findsTensorDataBesideTheModel() throws Exception {
        try (var server = ScoringServer.start(config("external-data"));
                var client = new Client(server)) {
            assertThat(client.invoke(ROW).body()).startsWith("{\"predictions\": [{\"y\": 2048.0}, {\"y\": 2051.0}");
        }
    }

    /** MLflow answers for the model with maps only: it cannot put outputs of different sizes into one table. */
    @Test
    void givesEachRowItsProbabilities() throws Exception {
        String columns = ModelFolder.read(Cases.resource("models/cancer"))
                                .signature()
                                .inputs()
                        instanceof Signature.Columns table
                ? table.columns().stream().map(c -> '"' + c.name() + '"').collect(Collectors.joining(", ", "[", "]"))
                : "";
        String row = IntStream.range(0, 30).mapToObj(i -> "0.5").collect(Collectors.joining(", ", "[", "]"));
        String request = "{\"dataframe_split\": {\"columns\": " + columns + ", \"data\": [" + row + ", " + row + "]}}";
        try (var arrays = ScoringServer.start(config("cancer"));
                var maps = ScoringServer.start(config("cancer-zipmap"));
                var arraysClient = new Client(arrays);
                var mapsClient = new Client(maps)) {
            assertThat(arraysClient.invoke(request).body())
                    .matches(
                            "\\{\"predictions\": \\[(\\{\"label\": 1, \"probabilities\": \\[[01]\\.\\d+, [01]\\.\\d+]}(, )?){2}]}");
            assertThat(mapsClient.invoke(request).body())
                    .matches("\\{\"predictions\": \\[(\\{\"output_label\": 1, \"output_probability\":"
                            + " \\{\"0\": [01]\\.\\d+, \"1\": [01]\\.\\d+}}(, )?){2}]}");
        }
    }

    @Test
    void refusesBodiesBeyondTheLimit() throws Exception {
        try (var server = ScoringServer.start(config("linear-columns").withMaxBodyBytes(100));
                var client = new Client(server)) {
            HttpResponse<String> answer = client.invoke(ROW + " ".repeat(100));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("\"error_code\": \"BAD_REQUEST\"");
            assertThat(client.invoke(ROW).body()).isEqualTo(ANSWER);
        }
    }

    @Test
    void refusesABodyThatIsCutOff() throws Exception {
        try (var server = ScoringServer.start(config("linear-columns"));
                var socket = new Socket("127.0.0.1", server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write("POST /invocations HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"inputs\""
                    .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).matches(text -> text.isEmpty() || text.startsWith("HTTP/1.1 400"));
        }
    }

    /** The model multiplies square matrices whose size the request gives, so that it takes as long as one likes. */
    @Test
    void endsARunThatTakesTooLong() throws Exception {
        try (var server = ScoringServer.start(config("slow").withTimeout(Duration.ofMillis(300)));
                var client = new Client(server)) {
            long start = System.nanoTime();
            assertThat(client.invoke("{\"inputs\": 2500.0}").statusCode()).isEqualTo(504);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
            assertThat(client.invoke("{\"inputs\": 2.0}").body()).isEqualTo("{\"predictions\": {\"total\": 64.0}}");
        }
    }

    @Test
    void finishesRequestsUnderWayBeforeItStops() throws Exception {
        var server = ScoringServer.start(config("slow"));
        try (var client = new Client(server)) {
            client.get("/metrics"); // warm, so that the look below falls into the seconds that the request takes
            CompletableFuture<HttpResponse<String>> answer = client.invokeLater("{\"inputs\": 3000.0}");
            client.awaitMetric("millrace_scoring_under_way 1");
            server.close();
            assertThat(answer.join().statusCode()).isEqualTo(200);
        }
    }

    /** As where a native library cannot be loaded: a server that cannot work must not keep its port. */
    @Test
    void freesThePortWhateverGoesWrong(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("MLmodel"), "flavors: {python_function: {loader_module: mlflow.sklearn}}");
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var config = ScoringConfig.of(folder, () -> {
                    throw new NoClassDefFoundError("as a test");
                })
                .withHttp(HttpConfig.of("127.0.0.1", port));

        assertThatThrownBy(() -> ScoringServer.start(config)).isInstanceOf(NoClassDefFoundError.class);

        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(ConnectException.class);
    }

    @Test
    void saysWhatIsWrongWithAModel(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> ScoringServer.start(config("linear-columns").withModel(folder)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("no file named MLmodel");
        Files.writeString(folder.resolve("MLmodel"), "flavors: {onnx: {data: ../secret.onnx}}");
        assertThatThrownBy(() -> ScoringServer.start(config("linear-columns").withModel(folder)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("../secret.onnx");
        Files.writeString(folder.resolve("MLmodel"), "flavors: {onnx: {data: model.onnx}}");
        Files.writeString(folder.resolve("model.onnx"), "not a model");
        assertThatThrownBy(() -> ScoringServer.start(config("linear-columns").withModel(folder)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("cannot load");
        Files.writeString(folder.resolve("MLmodel"), "flavors: {keras: {}}");
        assertThatThrownBy(() -> ScoringServer.start(config("linear-columns").withModel(folder)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("python_function");
    }
}
