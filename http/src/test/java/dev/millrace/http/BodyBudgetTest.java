package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server with room for 300,000 bytes of large bodies, and requests that hold theirs for as long as the test wants. */
@Timeout(30)
class BodyBudgetTest {
    private static final int ROOM = 300_000;

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        var routes = Router.builder()
                .add("POST", "/size", exchange -> Response.text(200, "" + exchange.readBody(10 * ROOM).length))
                .add("POST", "/hold", exchange -> {
                    int size = exchange.readBody(10 * ROOM).length;
                    begun.countDown();
                    mayEnd.await();
                    return Response.text(200, "" + size);
                })
                .build();
        var config = HttpConfig.of("127.0.0.1", 0).withBodyBudget(ROOM);
        server = HttpServer.start(config, Filter.chain(List.of(new ErrorFilter()), routes));
    }

    @AfterEach
    void stop() {
        mayEnd.countDown();
        server.close();
    }

    @Test
    void refusesABodyThatOthersLeaveNoRoomForBeforeItIsSent() throws Exception {
        try (var first = hold(200_000);
                var second = new RawSocket(server.port())) {
            second.send(head("/size", 100_001));

            RawSocket.Answer refusal = second.answer();

            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.head()).contains("retry-after: 1");
            assertThat(refusal.body()).contains("TEMPORARILY_UNAVAILABLE");
            assertThat(post(100_000).body()).isEqualTo("100000");
            mayEnd.countDown();
            assertThat(first.answer().body()).isEqualTo("200000");
            assertThat(post(ROOM).body()).isEqualTo("300000");
        }
    }

    @Test
    void refusesABodyOfUnknownLengthOnceItIsTooMuch() throws Exception {
        try (var first = hold(150_000)) {
            assertThat(chunked(150_000).status()).isEqualTo(503);
            assertThat(chunked(70_000).body()).isEqualTo("70000"); // its array has room for 128 KiB
            mayEnd.countDown();
            assertThat(first.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void alwaysTakesSmallBodies() throws Exception {
        try (var first = hold(ROOM)) {
            assertThat(post(BodyBudget.SMALL).status()).isEqualTo(200);
            assertThat(post(BodyBudget.SMALL + 1).status()).isEqualTo(503);
            mayEnd.countDown();
            assertThat(first.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void takesABodyLargerThanAllTheRoomWhenItIsAlone() throws Exception {
        assertThat(post(2 * ROOM).body()).isEqualTo("600000");
        assertThat(chunked(3 * ROOM).body()).isEqualTo("900000");
        assertThat(post(ROOM).status()).isEqualTo(200);
    }

    @Test
    void getsTheRoomBackFromRequestsThatFail() throws Exception {
        assertThat(post(11 * ROOM).status()).isEqualTo(413);
        assertThat(chunked(11 * ROOM).status()).isEqualTo(413);
        try (var cutOff = new RawSocket(server.port())) {
            cutOff.send(head("/size", ROOM) + "short").sendNoMore();
            assertThat(cutOff.answer().status()).isEqualTo(400);
        }
        try (var first = hold(200_000)) {
            assertThat(post(100_000).status()).isEqualTo(200);
            mayEnd.countDown();
            assertThat(first.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void holdsNoRoomForWhatIsAnnouncedAndNotSent() throws Exception {
        var routes = Router.builder()
                .add("POST", "/size", exchange -> {
                    begun.countDown();
                    return Response.text(200, "" + exchange.readBody(10 * ROOM).length);
                })
                .build();
        var config = HttpConfig.of("127.0.0.1", 0).withBodyBudget(2_500_000);
        try (var other = HttpServer.start(config, Filter.chain(List.of(new ErrorFilter()), routes));
                var slow = new RawSocket(other.port());
                var quick = new RawSocket(other.port())) {
            slow.send(head("/size", 2_000_000) + "x");
            begun.await();

            assertThat(quick.send(head("/size", 1_200_000) + "x".repeat(1_200_000))
                            .answer()
                            .body())
                    .isEqualTo("1200000");
        }
    }

    @Test
    void holdsLittleForSmallBodiesThatAreAnnouncedAndNotSent() throws Exception {
        int clients = 400;
        var reading = new ConcurrentLinkedQueue<Thread>();
        Handler size = exchange -> {
            reading.add(Thread.currentThread());
            return Response.text(200, "" + exchange.readBody(ROOM).length);
        };
        var sockets = new ArrayList<RawSocket>();
        try (var other =
                HttpServer.start(HttpConfig.of("127.0.0.1", 0), exchange -> new ErrorFilter().filter(exchange, size))) {
            long before = heap();
            for (int i = 0; i < clients; i++) {
                sockets.add(new RawSocket(other.port()).send(head("/size", BodyBudget.SMALL) + "x"));
            }
            while (reading.size() < clients
                    || reading.stream().anyMatch(thread -> thread.getState() == Thread.State.RUNNABLE)) {
                Thread.onSpinWait();
            }
            long held = heap() - before;
            String rest = "x".repeat(BodyBudget.SMALL - 1);
            for (RawSocket socket : sockets) {
                assertThat(socket.send(rest).answer().body()).isEqualTo("" + BodyBudget.SMALL);
                socket.close();
            }

            assertThat(held).isLessThan(clients * (long) BodyBudget.SMALL * 2 / 3);
        }
    }

    /** Bytes that are in use. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private RawSocket hold(int size) throws Exception {
        var client = new RawSocket(server.port()).send(head("/hold", size) + "x".repeat(size));
        begun.await();
        return client;
    }

    private RawSocket.Answer post(int size) throws IOException {
        try (var client = new RawSocket(server.port())) {
            return client.send(head("/size", size) + "x".repeat(size)).answer();
        }
    }

    private RawSocket.Answer chunked(int size) throws IOException {
        String head = "POST /size HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (var client = new RawSocket(server.port())) {
            return client.send(head + Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n0\r\n\r\n")
                    .answer();
        }
    }

    private static String head(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
    }
}
