package dev.millrace.compatibility;

import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Millrace's tracking server in this process, on SQLite and local files. */
final class Millrace implements Subject {

    private @Nullable Server running;

    @Override
    public URI start(Path folder) throws IOException {
        close();
        Server started = Server.start(ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + folder.resolve("mlflow.db"),
                folder.resolve("mlartifacts").toString()));
        running = started;
        return URI.create("http://127.0.0.1:" + started.port());
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
            running = null;
        }
    }
}
