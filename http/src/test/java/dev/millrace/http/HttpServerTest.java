package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol as clients see it, over real sockets. */
@Timeout(30)
class HttpServerTest {

    private HttpServer server;

    @BeforeAll
    static void keepLibrariesQuiet() {
        Logs.configure(Logs.Format.TEXT, "info");
    }

    @BeforeEach
    void start() throws IOException {
        var routes = Router.builder()
                .add("GET", "/health", exchange -> Response.text(200, "OK"))
                .add("GET", "/echo/{path*}", exchange -> Response.text(200, exchange.pathParameter("path")))
                .add(
                        "GET",
                        "/query",
                        exchange -> Response.text(200, exchange.query().toString()))
                .add("GET", "/refuse", exchange -> {
                    throw ApiException.invalid("no");
                })
                .add("GET", "/fail", exchange -> {
                    throw new IllegalStateException("secret detail");
                })
                .add("GET", "/slow", exchange -> {
                    new CountDownLatch(1).await(1200, java.util.concurrent.TimeUnit.MILLISECONDS);
                    return Response.text(200, "late");
                })
                .add("POST", "/size", exchange -> Response.text(200, "" + exchange.readBody(1000).length))
                .add("POST", "/ignore", exchange -> Response.text(400, "not wanted"))
                .build();
        var config = HttpConfig.of("127.0.0.1", 0).withIdleTimeout(Duration.ofMillis(700));
        server = HttpServer.start(config, Filter.chain(List.of(new ErrorFilter()), routes));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/echo/a%2Fb, a/b",
        "/echo/a%20b, 'a b'",
        "/echo/a+b, a+b",
        "/echo/%C3%BCml%C3%A4ut, ümläut",
        "/echo/ümläut, ümläut",
        "/echo/a|b, a|b",
        "/echo/{a}, {a}",
        "/echo/a;b=c, a;b=c",
        "/echo/../x, ../x",
        "/echo/%2e%2e/x, ../x",
        "/echo/%252e%252e/x, %2e%2e/x",
        "/echo//x, /x",
        "/echo/x/, x/",
        "/echo/%ff, �",
        "/echo/a\\b, a\\b",
        "/echo/a%5Cb, a\\b",
    })
    void passesOddPathsOnAsTheyAre(String path, String expected) throws IOException {
        RawSocket.Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../x", "/echo/../../x", "/echo/100%", "/echo/%zz", "/echo/a%00b"})
    void refusesPathsThatLeaveTheRootOrAreNoPaths(String path) throws IOException {
        RawSocket.Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("<title>400 Bad Request</title>");
    }

    @Test
    void decodesQueriesAsFormData() throws IOException {
        assertThat(get("/query?a=1&b=x+y%2Bz&a=2&flag&=&c=%C3%A4").body())
                .isEqualTo("{a=[1, 2], b=[x y+z], flag=[], =[], c=[ä]}");
    }

    @Test
    void answersHeadAsGetWithoutTheBody() throws IOException {
        try (var client = new RawSocket(server.port())) {
            client.send("HEAD /health HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(client.answer("HEAD").head()).contains("content-length: 2");
            assertThat(client.answer().body()).isEqualTo("OK");
        }
    }

    @Test
    void refusesAnUnknownPathWithAPage() throws IOException {
        RawSocket.Answer answer = get("/nope");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.head()).contains("content-type: text/html; charset=utf-8");
        assertThat(answer.body()).startsWith("<!doctype html>").contains("<title>404 Not Found</title>");
    }

    @Test
    void namesTheMethodsThatAPathTakes() throws IOException {
        RawSocket.Answer answer = request("DELETE /health HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.head()).contains("allow: get, head, options");
    }

    @Test
    void answersOptionsForAKnownPathOnly() throws IOException {
        assertThat(request("OPTIONS /size HTTP/1.1\r\nHost: x\r\n\r\n").head()).contains("200", "allow: options, post");
        assertThat(request("OPTIONS /nope HTTP/1.1\r\nHost: x\r\n\r\n").status())
                .isEqualTo(404);
    }

    @Test
    void keepsAConnectionForPipelinedRequests() throws IOException {
        try (var client = new RawSocket(server.port())) {
            client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50));

            for (int i = 0; i < 50; i++) {
                assertThat(client.answer().body()).isEqualTo("1");
            }
        }
    }

    @Test
    void acceptsAUrlOfSeventyKilobytes() throws IOException {
        assertThat(get("/health?x=" + "y".repeat(70_000)).status()).isEqualTo(200);
    }

    @Test
    void refusesHeadersBeyondTheLimit() throws IOException {
        assertThat(get("/health?x=" + "y".repeat(200_000)).status()).isEqualTo(414);
    }

    @Test
    void answersBytesThatAreNotHttp() throws IOException {
        try (var client = new RawSocket(server.port())) {
            client.send("\u0016\u0003\u0001 this is not HTTP\r\n\r\n");

            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void hangsUpOnAClientThatStaysSilent() throws IOException {
        try (var client = new RawSocket(server.port())) {
            client.send("GET /health HTT");

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void letsAHandlerTakeLongerThanTheIdleTime() throws IOException {
        assertThat(get("/slow").body()).isEqualTo("late");
    }

    @Test
    void readsBodiesUpToTheLimit() throws IOException {
        assertThat(post("/size", "x".repeat(1000)).body()).isEqualTo("1000");
        assertThat(post("/size", "").body()).isEqualTo("0");
    }

    @Test
    void readsAChunkedBody() throws IOException {
        assertThat(request(
                                "POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                        .body())
                .isEqualTo("5");
    }

    @Test
    void refusesABodyAboveTheLimitWhetherAnnouncedOrNot() throws IOException {
        String chunk = "3e9\r\n" + "x".repeat(1001) + "\r\n0\r\n\r\n";

        assertThat(post("/size", "x".repeat(1001)).status()).isEqualTo(413);
        assertThat(request("POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
                        .status())
                .isEqualTo(413);
    }

    @Test
    void lingersSoThatARefusedUploadReadsItsRefusal() throws IOException {
        RawSocket.Answer answer = post("/ignore", "x".repeat(20_000_000));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("not wanted");
    }

    @Test
    void refusesABodyThatIsCutOff() throws IOException {
        try (var client = new RawSocket(server.port())) {
            client.send("POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nshort")
                    .sendNoMore();

            assertThat(client.answer().status()).isEqualTo(400);
        }
    }

    @Test
    void givesUpOnABodyThatStalls() throws IOException {
        try (var client = new RawSocket(server.port())) {
            client.send("POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nshort");

            assertThat(client.answer().status()).isEqualTo(408);
        }
    }

    @Test
    void tellsAClientThatWaitsToGoOn() throws IOException {
        try (var client = new RawSocket(server.port())) {
            client.send("POST /size HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.answer("HEAD").status()).isEqualTo(100);

            client.send("abcde");
            assertThat(client.answer().body()).isEqualTo("5");
        }
    }

    @Test
    void printsRefusalsAsMlflowsErrors() throws IOException {
        RawSocket.Answer answer = get("/refuse");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.head()).contains("content-type: application/json");
        assertThat(answer.body()).contains("INVALID_PARAMETER_VALUE", "\"no\"");
    }

    @Test
    void hidesWhatWentWrongInsideBehindAnIdFromTheLog() throws IOException {
        RawSocket.Answer answer = request("GET /fail HTTP/1.1\r\nHost: x\r\nX-Request-Id: my-42\r\n\r\n");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.head()).contains("x-request-id: my-42");
        assertThat(answer.body()).contains("INTERNAL_ERROR", "my-42").doesNotContain("secret");
    }

    @Test
    void makesAnIdWhereTheClientsIsOdd() throws IOException {
        assertThat(request("GET /health HTTP/1.1\r\nHost: x\r\nX-Request-Id: a<b>\r\n\r\n")
                        .head())
                .containsPattern("x-request-id: [0-9a-f]{8}-[0-9a-f]+\r\n");
    }

    @Test
    void refusesToStartOnATakenPort() {
        var config = HttpConfig.of("127.0.0.1", server.port());

        assertThatThrownBy(() -> HttpServer.start(config, exchange -> Response.empty(200)))
                .isInstanceOf(BindException.class);
    }

    @Test
    void finishesRequestsUnderWayBeforeItStops() throws Exception {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var answer = new AtomicReference<RawSocket.Answer>();
        var draining = HttpServer.start(HttpConfig.of("127.0.0.1", 0), exchange -> {
            begun.countDown();
            mayEnd.await();
            return Response.text(200, "done");
        });
        Thread client = Thread.startVirtualThread(() -> {
            try (var socket = new RawSocket(draining.port())) {
                answer.set(socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        begun.await();
        int port = draining.port();
        Thread stop = Thread.startVirtualThread(draining::close);
        awaitRefusal(port);
        assertThat(stop.isAlive()).isTrue();

        mayEnd.countDown();
        stop.join();
        client.join();

        assertThat(answer.get().body()).isEqualTo("done");
        assertThat(answer.get().head()).contains("connection: close");
    }

    @Test
    void cutsOffRequestsThatOutstayTheStop() throws Exception {
        var begun = new CountDownLatch(1);
        var config = HttpConfig.of("127.0.0.1", 0).withStopTimeout(Duration.ofMillis(50));
        var stubborn = HttpServer.start(config, exchange -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Response.empty(200);
        });
        try (var client = new RawSocket(stubborn.port())) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            begun.await();

            stubborn.close();

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    private static void awaitRefusal(int port) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < deadline) {
            try (var probe = new RawSocket(port)) {
                Thread.onSpinWait();
            } catch (ConnectException e) {
                return;
            }
        }
        throw new AssertionError("The port is still open");
    }

    private RawSocket.Answer get(String path) throws IOException {
        return request("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private RawSocket.Answer post(String path, String body) throws IOException {
        return request("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.getBytes(UTF_8).length
                + "\r\n\r\n" + body);
    }

    private RawSocket.Answer request(String text) throws IOException {
        try (var client = new RawSocket(server.port())) {
            return client.send(text).answer();
        }
    }
}
