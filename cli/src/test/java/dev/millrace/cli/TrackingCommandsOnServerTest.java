package dev.millrace.cli;

import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** On a server that passes artifacts through. */
class TrackingCommandsOnServerTest extends TrackingCommandsContract {
    private Server server;

    @BeforeEach
    void start() throws IOException {
        server = Server.start(ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("tracking.db"),
                folder.resolve("artifacts").toString()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    String uri() {
        return "http://127.0.0.1:" + server.port();
    }
}
