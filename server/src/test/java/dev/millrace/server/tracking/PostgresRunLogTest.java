package dev.millrace.server.tracking;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import java.nio.file.Path;

class PostgresRunLogTest extends RunLogContract {
    @Override
    Database open(Path folder) {
        return Database.open(DatabaseConfig.of(TestDatabase.POSTGRESQL.uri(folder)));
    }
}
