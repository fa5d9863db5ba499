package dev.millrace.server.registry;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.TestServer;
import java.nio.file.Path;

class SqliteRegisteredModelTest extends RegisteredModelContract {
    @Override
    TestServer server(Path folder) {
        return TestServer.start(folder, TestDatabase.SQLITE);
    }
}
