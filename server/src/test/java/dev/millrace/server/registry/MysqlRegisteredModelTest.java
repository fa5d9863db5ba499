package dev.millrace.server.registry;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.TestServer;
import dev.millrace.server.sql.GivenServer;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@EnabledIfSystemProperty(named = GivenServer.PROPERTY, matches = "mysql.*", disabledReason = GivenServer.NONE)
class MysqlRegisteredModelTest extends RegisteredModelContract {
    @Override
    TestServer server(Path folder) {
        return TestServer.start(folder, TestDatabase.MYSQL);
    }
}
