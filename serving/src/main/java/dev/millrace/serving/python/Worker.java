package dev.millrace.serving.python;

import dev.millrace.serving.protocol.Answer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Python process with the model loaded. It answers one batch of requests at a time. */
final class Worker implements AutoCloseable {
    private static final int MAX_ANSWER = 1 << 30;

    private final Process process;
    private final SocketChannel channel;
    private final DataInputStream in;

    Worker(Process process, SocketChannel channel) {
        this.process = process;
        this.channel = channel;
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
    }

    /** The id of the process. */
    long pid() {
        return process.pid();
    }

    /**
     * Sends requests and waits for their answers, which come in the same order.
     *
     * @throws IOException if the process ended or was killed meanwhile; it is of no more use then
     */
    List<Answer> ask(List<Pending> batch) throws IOException {
        ByteBuffer frame = ByteBuffer.wrap(frame(batch));
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
        List<Answer> answers = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            int status = in.readInt();
            String contentType = new String(read(), StandardCharsets.ISO_8859_1);
            answers.add(new Answer(status, contentType, read()));
        }
        return answers;
    }

    private static byte[] frame(List<Pending> batch) throws IOException {
        var bytes = new ByteArrayOutputStream(1024);
        var out = new DataOutputStream(bytes);
        out.writeInt(batch.size());
        for (Pending request : batch) {
            String contentType = request.contentType();
            if (contentType == null) {
                out.writeInt(-1);
            } else {
                byte[] type = contentType.getBytes(StandardCharsets.ISO_8859_1);
                out.writeInt(type.length);
                out.write(type);
            }
            out.writeInt(request.body().length);
            out.write(request.body());
        }
        return bytes.toByteArray();
    }

    private byte[] read() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_ANSWER) {
            throw new IOException("The worker announces an answer of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The worker ended in the middle of an answer");
        }
        return bytes;
    }

    /** Ends the process at once, whatever it does. A call of {@link #ask} under way fails. */
    void kill() {
        process.destroyForcibly();
    }

    /** Lets the process end by itself, which it does when the connection is closed, and by force if it does not. */
    @Override
    public void close() throws IOException {
        channel.close();
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
