package dev.millrace.serving.python;

import dev.millrace.serving.protocol.Answer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Python process with the model loaded. It answers one batch of requests at a time. */
final class Worker implements AutoCloseable {
    private static final int MAX_ANSWER = 1 << 30;
    private static final int SLICE = 256 << 10;
    private static final int PARTS_AT_ONCE = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

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
        send(batch);
        List<Answer> answers = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            int status = in.readInt();
            String contentType = new String(read(), StandardCharsets.ISO_8859_1);
            answers.add(new Answer(status, contentType, read()));
        }
        return answers;
    }

    /** Writes the bodies from where they are, a few slices at a time: the channel copies all it is given out of the heap. */
    private void send(List<Pending> batch) throws IOException {
        ByteBuffer[] parts = frame(batch);
        int first = 0;
        while (first < parts.length) {
            channel.write(parts, first, Math.min(PARTS_AT_ONCE, parts.length - first));
            while (first < parts.length && !parts[first].hasRemaining()) {
                first++;
            }
        }
    }

    private static ByteBuffer[] frame(List<Pending> batch) {
        List<ByteBuffer> parts = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Pending request = batch.get(i);
            String contentType = request.contentType();
            byte[] type = contentType == null ? new byte[0] : contentType.getBytes(StandardCharsets.ISO_8859_1);
            ByteBuffer head = ByteBuffer.allocate(3 * Integer.BYTES + type.length);
            if (i == 0) {
                head.putInt(batch.size());
            }
            head.putInt(contentType == null ? -1 : type.length).put(type).putInt(request.body().length);
            parts.add(head.flip());
            int length = request.body().length;
            for (int at = 0; at < length; at += SLICE) {
                parts.add(ByteBuffer.wrap(request.body(), at, Math.min(SLICE, length - at)));
            }
        }
        return parts.toArray(ByteBuffer[]::new);
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

    /**
     * Ends the process at once, whatever it does. A call of {@link #ask} under way fails, even where something that the
     * process has started holds the other end of the connection.
     */
    void kill() {
        process.destroyForcibly();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("The connection to worker {} could not be closed", pid(), e);
        }
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
