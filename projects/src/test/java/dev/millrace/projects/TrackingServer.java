package dev.millrace.projects;

import dev.millrace.client.ClientConfig;
import dev.millrace.client.TrackingClient;
import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The tracking server on a free port, with a database of its own. */
final class TrackingServer implements AutoCloseable {
    private final Server server;

    TrackingServer(Path folder) throws IOException {
        this.server = Server.start(ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("tracking.db"),
                folder.resolve("artifacts").toString()));
    }

    String uri() {
        return "http://127.0.0.1:" + server.port();
    }

    TrackingClient client() {
        return new TrackingClient(ClientConfig.of(uri(), Map.of()));
    }

    @Override
    public void close() {
        server.close();
    }
}
