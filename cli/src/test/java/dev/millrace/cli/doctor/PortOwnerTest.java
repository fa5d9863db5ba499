package dev.millrace.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortOwnerTest {
    @Test
    void namesTheProcessThatListens() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();

            assertThat(PortOwner.isFree("127.0.0.1", port)).isFalse();
            assertThat(PortOwner.describe(port).orElseThrow())
                    .startsWith("process " + ProcessHandle.current().pid() + " (");
        }
    }

    @Test
    void saysNothingOfAFreePort() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertThat(PortOwner.isFree("127.0.0.1", port)).isTrue();
        assertThat(PortOwner.describe(port)).isEmpty();
    }
}
