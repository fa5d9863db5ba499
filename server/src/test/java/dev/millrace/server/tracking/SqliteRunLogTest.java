package dev.millrace.server.tracking;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import java.nio.file.Path;

class SqliteRunLogTest extends RunLogContract {
    @Override
    Database open(Path folder) {
        return Database.open(DatabaseConfig.of(TestDatabase.SQLITE.uri(folder)));
    }
}
