package dev.millrace.compatibility;

import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import dev.millrace.server.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Millrace's tracking server in this process, on a database and local files. */
final class Millrace implements Subject {

    private final @Nullable String database;
    private @Nullable Server running;

    /** On an empty database of the kind that the build tests, another at each start. */
    Millrace() {
        this.database = null;
    }

    /** On this database, as it is. */
    Millrace(String database) {
        this.database = database;
    }

    @Override
    public URI start(Path folder) throws IOException {
        close();
        Server started = Server.start(ServerConfig.of(
                "127.0.0.1",
                0,
                database == null ? TestDatabase.chosen().uri(folder) : database,
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
