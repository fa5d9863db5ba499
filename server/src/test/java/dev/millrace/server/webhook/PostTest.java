package dev.millrace.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PostTest {
    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** What a receiver does with a connection. */
    private interface Behaviour {
        void with(Socket connection) throws IOException, InterruptedException;
    }

    /** Sends to a receiver that behaves like this. */
    private static void send(String scheme, byte[] body, Behaviour behaviour) throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread receiver = Thread.ofVirtual().start(() -> {
                try (Socket connection = listening.accept()) {
                    behaviour.with(connection);
                } catch (IOException | InterruptedException theOtherSideIsGone) {
                    // As it should be.
                }
            });
            var config = new WebhookConfig(null, PATIENCE, 0, 1, List.of("http", "https"), true, Duration.ofMillis(1));
            var destination = Destination.of(scheme + "://127.0.0.1:" + listening.getLocalPort() + "/", config);
            try {
                Post.send(destination, Map.of(), body, PATIENCE);
            } finally {
                receiver.interrupt();
            }
        }
    }

    private static void drip(Socket connection, byte[] first) throws IOException, InterruptedException {
        var over = new CountDownLatch(1);
        connection.getOutputStream().write(first);
        while (!over.await(50, TimeUnit.MILLISECONDS)) {
            connection.getOutputStream().write('x');
        }
    }

    @Test
    void aReceiverThatTakesNothingIsLeftInTime() {
        var never = new CountDownLatch(1);

        assertThatThrownBy(() -> send("http", new byte[64 << 20], connection -> never.await()))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("timed out");
    }

    @Test
    void anAnswerThatComesByteByByteIsLeftInTime() {
        assertThatThrownBy(() -> send("http", new byte[1], connection -> drip(connection, new byte[0])))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aHandshakeThatComesByteByByteIsLeftInTime() {
        // The head of a TLS record of 16 KiB, of which the rest is long in coming.
        byte[] record = {0x16, 3, 3, 0x40, 0};

        assertThatThrownBy(() -> send("https", new byte[1], connection -> drip(connection, record)))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void anAnswerInTimeIsOne() throws Exception {
        try (var receiver = new Receiver(404)) {
            var destination = Destination.of(receiver.url(), WebhookDeliveryTest.config(null));

            assertThat(Post.send(destination, Map.of(), new byte[1], Duration.ofSeconds(10))
                            .status())
                    .isEqualTo(404);
        }
    }
}
