package dev.millrace.serving.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.serving.protocol.Answer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol between this process and a worker, with the test at the worker's end of the connection. */
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

    /** What is made of these bytes, after which the worker is gone. */
    private List<Answer> answersTo(byte[] bytes) throws IOException {
        Path socket = folder.resolve("s" + System.nanoTime());
        Process process = new ProcessBuilder("true").start();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            var address = UnixDomainSocketAddress.of(socket);
            server.bind(address);
            SocketChannel there = SocketChannel.open(address);
            try (Worker worker = new Worker(process, server.accept())) {
                there.write(ByteBuffer.wrap(bytes));
                there.shutdownOutput();
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
                return worker.ask(List.of(new Pending(null, new byte[] {1}, deadline)));
            } finally {
                there.close();
            }
        }
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
