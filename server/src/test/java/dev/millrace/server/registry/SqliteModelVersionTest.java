package dev.millrace.server.registry;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.TestServer;
import java.nio.file.Path;

class SqliteModelVersionTest extends ModelVersionContract {
    @Override
    TestServer server(Path folder) {
        return TestServer.start(folder, TestDatabase.SQLITE);
    }

    @Override
    int longestSource() {
        return 4096;
    }
}
