package dev.millrace.server.sql;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** On a server that is given: see {@link GivenServer}. */
@EnabledIfSystemProperty(named = GivenServer.PROPERTY, matches = "mysql.*", disabledReason = GivenServer.NONE)
class MysqlDatabaseTest extends ServerDatabaseContract {
    @Override
    String newDatabase() {
        return GivenServer.newDatabase();
    }

    @Override
    Connection connect(String address) throws SQLException {
        return GivenServer.connect(address);
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
