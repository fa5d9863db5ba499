package dev.millrace.server.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST over HTTP/1.1 on a connection of its own, to an IP address that was checked before. The JDK's client would
 * look the name up again and could be led elsewhere. Redirects are not followed, proxies not used; of the answer at most
 * {@value #LONGEST_ANSWER} bytes are read.
 */
final class Post {
    private static final int LONGEST_ANSWER = 64 << 10;

    /**
     * @param headers of the answer, their names in lower case
     * @param body as far as it was read
     */
    record Answer(int status, Map<String, String> headers, String body) {}

    private final Destination destination;
    private final long deadline;

    private Post(Destination destination, Duration timeout) {
        this.destination = destination;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /** @throws IOException where no answer came within the time, or none of HTTP */
    static Answer send(Destination destination, Map<String, String> headers, byte[] body, Duration timeout)
            throws IOException {
        return new Post(destination, timeout).send(headers, body);
    }

    private Answer send(Map<String, String> headers, byte[] body) throws IOException {
        try (Socket plain = new Socket(Proxy.NO_PROXY)) {
            // The time-outs of sockets are for single reads: a receiver could take or send byte by byte for ever.
            Thread deadline = Thread.ofVirtual().name("webhook-deadline").start(() -> closeInTime(plain));
            try {
                return send(plain, headers, body);
            } catch (IOException e) {
                throw isOver() ? timedOut(e) : e;
            } finally {
                deadline.interrupt();
            }
        }
    }

    private Answer send(Socket plain, Map<String, String> headers, byte[] body) throws IOException {
        plain.connect(new InetSocketAddress(destination.address(), destination.port()));
        try (Socket socket = destination.secure() ? secured(plain) : plain) {
            OutputStream out = socket.getOutputStream();
            out.write(head(headers, body.length).getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            return answer(socket.getInputStream());
        }
    }

    /** Ends whatever the connection is doing when the time is over. */
    private void closeInTime(Socket plain) {
        try {
            while (!isOver()) {
                TimeUnit.NANOSECONDS.sleep(deadline - System.nanoTime());
            }
            plain.close();
        } catch (InterruptedException answered) {
            // In time.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOver() {
        return deadline - System.nanoTime() <= 0;
    }

    private static SocketTimeoutException timedOut(IOException cause) {
        var timedOut = new SocketTimeoutException("timed out");
        timedOut.initCause(cause);
        return timedOut;
    }

    private SSLSocket secured(Socket plain) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var socket = (SSLSocket) factory.createSocket(plain, destination.host(), destination.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private String head(Map<String, String> headers, int length) {
        StringBuilder head =
                new StringBuilder("POST ").append(destination.target()).append(" HTTP/1.1\r\n");
        line(head, "Host", destination.authority());
        line(head, "User-Agent", "Millrace");
        line(head, "Accept", "*/*");
        line(head, "Connection", "close");
        line(head, "Content-Length", String.valueOf(length));
        if (destination.user() != null) {
            byte[] user = URLDecoder.decode(destination.user().replace("+", "%2B"), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8);
            line(head, "Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        }
        headers.forEach((name, value) -> line(head, name, value));
        return head.append("\r\n").toString();
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static Answer answer(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        boolean more = true;
        while (true) {
            Answer answer = AnswerReader.read(read.toByteArray(), more && read.size() < LONGEST_ANSWER);
            if (answer != null) {
                return answer;
            }
            if (!more) {
                throw new IOException("the connection ended before an answer");
            }
            int count = in.read(buffer, 0, Math.min(buffer.length, LONGEST_ANSWER - read.size()));
            more = count > 0;
            read.write(buffer, 0, Math.max(count, 0));
        }
    }
}
