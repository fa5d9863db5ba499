package dev.millrace.server.tracking;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.GivenServer;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@EnabledIfSystemProperty(named = GivenServer.PROPERTY, matches = "mysql.*", disabledReason = GivenServer.NONE)
class MysqlRunLogTest extends RunLogContract {
    @Override
    Database open(Path folder) {
        return Database.open(DatabaseConfig.of(TestDatabase.MYSQL.uri(folder)));
    }
}
