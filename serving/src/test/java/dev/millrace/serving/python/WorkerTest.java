package dev.millrace.serving.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.serving.protocol.Answer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The protocol between this process and a worker, with the test at the worker's end of the connection. */
@Timeout(30)
class WorkerTest {
    @TempDir
    Path folder;

    @Test
    void takesAnAnswer() throws Exception {
        assertThat(answersTo(frame(200, "application/json", "[1]")))
                .singleElement()
                .satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.contentType()).isEqualTo("application/json");
                    assertThat(answer.body()).asString().isEqualTo("[1]");
                });
    }

    @Test
    void takesNoAnswerThatIsCutOff() throws Exception {
        byte[] frame = frame(200, "application/json", "[1, 2, 3]");
        for (int length = 0; length < frame.length; length++) {
            byte[] part = Arrays.copyOf(frame, length);

            assertThatThrownBy(() -> answersTo(part))
                    .as("%d bytes", part.length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void sendsLargeRequestsWhole() throws Exception {
        byte[] large = new byte[3_000_001];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 + (i >> 16));
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        var batch = List.of(
                new Pending("text/csv", large, deadline),
                new Pending(null, new byte[0], deadline),
                new Pending("a", new byte[] {7}, deadline));
        var expected = new ByteArrayOutputStream();
        var out = new DataOutputStream(expected);
        out.writeInt(3);
        out.writeInt("text/csv".length());
        out.writeBytes("text/csv");
        out.writeInt(large.length);
        out.write(large);
        out.writeInt(-1);
        out.writeInt(0);
        out.writeInt(1);
        out.writeBytes("a");
        out.writeInt(1);
        out.write(7);

        connected((worker, there) -> {
            var sent = CompletableFuture.supplyAsync(() -> readAll(there, expected.size()));
            Thread asking = Thread.startVirtualThread(
                    () -> assertThatThrownBy(() -> worker.ask(batch)).isInstanceOf(IOException.class));
            assertThat(sent.join()).isEqualTo(expected.toByteArray());
            worker.kill();
            asking.join();
        });
    }

    /** Something that the worker has started may hold the other end, as the test does here. */
    @Test
    void endsACallWhenTheWorkerIsKilled() throws Exception {
        connected((worker, there) -> {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            var call = CompletableFuture.supplyAsync(() ->
                    catchThrowable(() -> worker.ask(List.of(new Pending(null, new byte[] {1}, deadline)))));
            readAll(there, 4 + 4 + 4 + 1);

            worker.kill();

            assertThat(call).succeedsWithin(Duration.ofSeconds(10)).isInstanceOf(IOException.class);
        });
    }

    private static byte[] readAll(SocketChannel channel, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try {
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.array();
    }

    private interface Conversation {
        void hold(Worker worker, SocketChannel there) throws Exception;
    }

    /** Connects a worker with the test, which has the channel in the worker's place. */
    private void connected(Conversation conversation) throws Exception {
        Process process = new ProcessBuilder("true").start();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            var address = UnixDomainSocketAddress.of(folder.resolve("s" + System.nanoTime()));
            server.bind(address);
            try (SocketChannel there = SocketChannel.open(address);
                    Worker worker = new Worker(process, server.accept())) {
                conversation.hold(worker, there);
            }
        }
    }

    /** What is made of these bytes, after which the worker is gone. */
    private List<Answer> answersTo(byte[] bytes) throws Exception {
        List<Answer> answers = new ArrayList<>();
        connected((worker, there) -> {
            there.write(ByteBuffer.wrap(bytes));
            there.shutdownOutput();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            answers.addAll(worker.ask(List.of(new Pending(null, new byte[] {1}, deadline))));
        });
        return answers;
    }

    private static byte[] frame(int status, String contentType, String body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(status);
        out.writeInt(contentType.length());
        out.write(contentType.getBytes(StandardCharsets.ISO_8859_1));
        out.writeInt(body.length());
        out.write(body.getBytes(StandardCharsets.ISO_8859_1));
        return bytes.toByteArray();
    }
}
