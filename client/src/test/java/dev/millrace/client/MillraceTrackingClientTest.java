package dev.millrace.client;

import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class MillraceTrackingClientTest extends TrackingClientContract {
    @TempDir
    private static Path folder;

    private static Server server;

    @BeforeAll
    static void start() throws IOException {
        server = Server.start(ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("t.db"),
                folder.resolve("artifacts").toString()));
        client = new TrackingClient(ClientConfig.of("http://127.0.0.1:" + server.port(), Map.of()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }
}
