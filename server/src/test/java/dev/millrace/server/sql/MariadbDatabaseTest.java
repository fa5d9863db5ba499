package dev.millrace.server.sql;

import java.sql.Connection;
import java.sql.SQLException;

class MariadbDatabaseTest extends ServerDatabaseContract {
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
