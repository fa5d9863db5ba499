package dev.millrace.server.registry;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.TestServer;
import java.nio.file.Path;

class MariadbModelVersionTest extends ModelVersionContract {
    @Override
    TestServer server(Path folder) {
        return TestServer.start(folder, TestDatabase.MARIADB);
    }
}
