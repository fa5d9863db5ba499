package dev.millrace.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;

/** A client that sends exactly the bytes it is told to. */
final class RawSocket implements AutoCloseable {

    /** One answer: its status, its head in lower case, its body. */
    record Answer(int status, String head, String body) {}

    private final Socket socket;
    private final InputStream in;

    RawSocket(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        in = socket.getInputStream();
    }

    RawSocket send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
        return this;
    }

    /** Says that nothing more will be sent, and goes on listening. */
    RawSocket sendNoMore() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads one answer; the method of its request tells whether a body follows. */
    Answer answer(String method) throws IOException {
        String head = head();
        int status = Integer.parseInt(head.split(" ", 3)[1]);
        return new Answer(status, head, method.equals("HEAD") || status == 204 ? "" : body(head));
    }

    Answer answer() throws IOException {
        return answer("GET");
    }

    /** True when the server has hung up. */
    boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    /** True when the server sends nothing for so long. */
    boolean isSilentFor(Duration time) throws IOException {
        int patience = socket.getSoTimeout();
        socket.setSoTimeout((int) time.toMillis());
        try {
            in.read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(patience);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The connection ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString().toLowerCase(Locale.ROOT);
    }

    private String body(String head) throws IOException {
        int at = head.indexOf("content-length: ");
        if (at >= 0) {
            int length = Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
            return new String(in.readNBytes(length), UTF_8);
        }
        var body = new ByteArrayOutputStream();
        if (head.contains("transfer-encoding: chunked")) {
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.write(in.readNBytes(size));
                line();
            }
            line();
        } else {
            in.transferTo(body);
        }
        return body.toString(UTF_8);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("The connection ended within a chunked body");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(ISO_8859_1);
    }
}
