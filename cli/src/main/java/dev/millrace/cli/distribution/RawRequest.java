package dev.millrace.cli.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A request by hand. An HTTP client would bring some 700 classes into the AOT cache that no server needs, and each of them
 * is loaded at every start.
 */
final class RawRequest {
    private RawRequest() {}

    /**
     * Sends a request to this machine and returns the answer with its headers.
     *
     * @throws IOException when the status is not 200
     */
    static String send(int port, String method, String path, String body) throws IOException {
        byte[] content = body.getBytes(UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + content.length + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(head.getBytes(UTF_8));
            socket.getOutputStream().write(content);
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new IOException(method + " " + path + " was answered with " + answer);
            }
            return answer;
        }
    }
}
