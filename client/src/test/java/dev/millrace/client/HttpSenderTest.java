package dev.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server on this machine that answers as each test tells it. */
class HttpSenderTest {
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> received = new ArrayList<>();
    private HttpServer server;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        received.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body
                + (authorization == null ? "" : " " + authorization));
        Answer answer = answers.removeFirst();
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private HttpSender sender(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0");
        all.putIfAbsent("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1");
        return new HttpSender(
                ClientConfig.of("http://127.0.0.1:" + server.getAddress().getPort() + "/base", all));
    }

    private static String text(InputStream stream) throws IOException {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Payload json(String text) {
        return new Payload.Json(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void sendsABodyByEveryMethod(String method) throws IOException {
        answers.add(new Answer(200, "ok"));

        String answer = text(sender(Map.of("MLFLOW_TRACKING_TOKEN", "t")).send(method, "/a%20b?c=d", json("{}")));

        assertThat(answer).isEqualTo("ok");
        assertThat(received).containsExactly(method + " /base/a%20b?c=d {} Bearer t");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void asksABusyOrBrokenServerAgain(int status) throws IOException {
        answers.add(new Answer(status, "no"));
        answers.add(new Answer(200, "yes"));

        assertThat(text(sender(Map.of()).send("POST", "/x", json("{}")))).isEqualTo("yes");
        assertThat(received).hasSize(2);
    }

    @Test
    void givesTheServersErrorAfterTheLastTry() {
        answers.add(new Answer(503, ""));
        answers.add(new Answer(503, "{\"error_code\": \"TEMPORARILY_UNAVAILABLE\", \"message\": \"locked\"}"));

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> sender(Map.of()).send("POST", "/x", json("{}")))
                .withMessage("locked")
                .extracting(ApiException::code)
                .isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            400 | {"error_code": "INVALID_PARAMETER_VALUE", "message": "bad"} | INVALID_PARAMETER_VALUE | bad
            404 | {"error_code": "RESOURCE_DOES_NOT_EXIST"} | RESOURCE_DOES_NOT_EXIST | {"error_code": "RESOURCE_DOES_NOT_EXIST"}
            404 | <html>nothing</html> | NOT_FOUND         | answered with status 404: this seems to be no MLflow server
            403 | not you              | PERMISSION_DENIED | answered with status 403: not you (who asks is told by MLFLOW_TRACKING_USERNAME
            401 | who are you          | UNAUTHENTICATED   | wants a login: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD
            409 | {"error_code": "A_NEW_ONE", "message": "odd"} | BAD_REQUEST | odd
            """)
    void turnsARefusalIntoAnError(int status, String body, ErrorCode code, String message) {
        answers.add(new Answer(status, body));

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> sender(Map.of()).send("GET", "/x", null))
                .withMessageContaining(message)
                .extracting(ApiException::code)
                .isEqualTo(code);
        assertThat(received).hasSize(1);
    }

    @Test
    void saysWhichVariablesHoldALoginThatIsRefused() {
        answers.add(new Answer(401, ""));
        Map<String, String> login = Map.of("MLFLOW_TRACKING_USERNAME", "bob", "MLFLOW_TRACKING_PASSWORD", "wrong");

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> sender(login).send("GET", "/x", null))
                .withMessageContaining("does not take the login that was sent: look at MLFLOW_TRACKING_USERNAME")
                .withMessageNotContaining("wrong");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Map<String, String> variables = Map.of("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
        HttpSender sender = new HttpSender(ClientConfig.of("http://127.0.0.1:" + free, variables));

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> sender.send("GET", "/x", null))
                .withMessageStartingWith("The server at http://127.0.0.1:" + free + " cannot be reached");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    @Timeout(20)
    void isSoonDoneWithAServerThatItNeverReachedAndSaysAtOnceThatItWaits() throws IOException {
        String uri = "http://127.0.0.1:" + closedPort();
        List<String> told = new ArrayList<>();
        ClientConfig config = ClientConfig.of(uri, Map.of());
        assertThat(config.firstPatience()).hasSeconds(10);
        HttpSender sender = new HttpSender(config.withFirstPatience(Duration.ofSeconds(1)), told::add);

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> sender.send("POST", "/x", json("{}")))
                .withMessage("The server at " + uri + " cannot be reached: Connection refused");
        assertThat(told)
                .containsExactly(
                        "The server at " + uri + " cannot be reached (Connection refused); trying again for up to 1 s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MLFLOW_HTTP_REQUEST_MAX_RETRIES",
                "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR",
                "MLFLOW_HTTP_REQUEST_TIMEOUT"
            })
    void isAsPatientAsTheVariablesSay(String name) {
        assertThat(ClientConfig.of("http://host", Map.of(name, "3")).firstPatience())
                .isNull();
    }

    @Test
    void tellsOnceThatABusyServerIsAskedAgain() throws IOException {
        List<String> told = new ArrayList<>();
        Map<String, String> variables =
                Map.of("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0", "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "4");
        String uri = "http://127.0.0.1:" + server.getAddress().getPort();
        HttpSender sender = new HttpSender(ClientConfig.of(uri, variables), told::add);
        answers.add(new Answer(503, ""));
        answers.add(new Answer(503, ""));
        answers.add(new Answer(503, ""));
        answers.add(new Answer(200, "yes"));

        assertThat(text(sender.send("GET", "/x", null))).isEqualTo("yes");
        assertThat(told)
                .containsExactly("The server at " + uri + " answered with status 503; trying again for up to 3 s");
    }
}
