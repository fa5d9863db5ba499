package dev.millrace.server.tracking;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.TestServer;
import java.nio.file.Path;

class PostgresLoggedModelTest extends LoggedModelContract {
    @Override
    TestServer server(Path folder) {
        return TestServer.start(folder, TestDatabase.POSTGRESQL);
    }
}
