package dev.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MariadbDatabaseTest extends ServerDatabaseContract {
    /** Definitions commit by themselves here, so the tables of a schema that is being made can be seen. */
    @Test
    void aServerWaitsForAnotherThatIsMakingTheSchema() throws Exception {
        String half = newDatabase();
        try (Connection maker = connect(half);
                Statement making = maker.createStatement();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            making.execute("SELECT GET_LOCK('millrace.schema', 60)");
            making.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)");
            Future<Database> waiting = threads.submit(() -> Database.open(DatabaseConfig.of(half)));
            while (!isSomebodyWaiting(making)) {
                assertThat(waiting.isDone()).as("it did not wait").isFalse();
            }

            making.execute("DROP TABLE alembic_version");
            making.execute("SELECT RELEASE_LOCK('millrace.schema')");

            try (Database opened = waiting.get()) {
                List<String> stamps = opened.read(session ->
                        session.query(Sql.of("SELECT version_num FROM alembic_version"), row -> row.getString(1)));
                assertThat(stamps).containsExactly(SchemaChain.TRACKING.revision());
            }
        }
    }

    private static boolean isSomebodyWaiting(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT 1 FROM information_schema.processlist WHERE state = 'User lock' AND db = DATABASE()")) {
            return rows.next();
        }
    }

    @Override
    String newDatabase() {
        return MariadbServer.newDatabase();
    }

    @Override
    Connection connect(String address) throws SQLException {
        return MariadbServer.connect(address);
    }

    @Override
    Sql connectionNumber() {
        return Sql.of("SELECT CONNECTION_ID()");
    }

    @Override
    String kill(int number) {
        return "KILL " + number;
    }

    @Override
    String wrongPassword() {
        return "Access denied";
    }

    @Override
    String tooLong() {
        return "Data too long for column";
    }
}
