package dev.millrace.compatibility;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 by hand, so that what reaches the server is what the test wrote: no header is added but Host,
 * Connection and Content-Length, and neither path nor body is encoded, checked or tidied.
 */
final class WireClient {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final URI server;

    WireClient(URI server) {
        this.server = server;
    }

    Answer send(String method, String target, Map<String, String> headers, byte @Nullable [] body) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        Map<String, String> sent = new LinkedHashMap<>();
        sent.put("Host", server.getAuthority());
        sent.put("Connection", "close");
        if (body != null) {
            sent.put("Content-Length", Integer.toString(body.length));
        }
        sent.putAll(headers);
        sent.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(start);
        if (body != null) {
            request.write(body);
        }
        return sendRaw(request.toByteArray(), method.equals("HEAD"));
    }

    /** Sends the bytes as they are, ends the sending side, and reads one answer. */
    Answer sendRaw(byte[] request, boolean withoutBody) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request);
                out.flush();
            } catch (IOException e) {
                // A server may answer and close before it has read everything. Its answer counts.
            }
            return read(new BufferedInputStream(socket.getInputStream()), withoutBody);
        }
    }

    private static Answer read(InputStream in, boolean withoutBody) throws IOException {
        String statusLine = line(in);
        int status = Integer.parseInt(statusLine.split(" ")[1]);
        Map<String, String> headers = new LinkedHashMap<>();
        String line;
        while (!(line = line(in)).isEmpty()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        if (status == 100) {
            return read(in, withoutBody);
        }
        return new Answer(status, headers, withoutBody ? new byte[0] : body(in, headers));
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            int length = Integer.parseInt(headers.get("content-length"));
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException("the answer ends after " + body.length + " of " + length + " bytes");
            }
            return body;
        }
        if (!headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int length;
        while ((length = Integer.parseInt(line(in), 16)) > 0) {
            body.write(in.readNBytes(length));
            line(in);
        }
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        while ((b = in.read()) != '\n') {
            if (b < 0) {
                throw new EOFException("the server closed the connection without a whole answer");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
