package dev.millrace.cli.quickstart;

import dev.millrace.cli.doctor.PortOwner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports for servers that may move on when the usual one is taken. */
final class Ports {
    private static final int TRIES = 20;

    private Ports() {}

    /** The wanted port on the loopback address or the next free one after it; any free one when there is none near. */
    static int freeFrom(int wanted) throws IOException {
        for (int port = wanted; port < wanted + TRIES; port++) {
            if (PortOwner.isFree("127.0.0.1", port)) {
                return port;
            }
        }
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }
}
