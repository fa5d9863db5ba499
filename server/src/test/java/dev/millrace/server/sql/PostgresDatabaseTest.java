package dev.millrace.server.sql;

import java.sql.Connection;
import java.sql.SQLException;

class PostgresDatabaseTest extends ServerDatabaseContract {
    @Override
    String newDatabase() {
        return PostgresServer.newDatabase();
    }

    @Override
    Connection connect(String address) throws SQLException {
        return PostgresServer.connect(address);
    }

    @Override
    Sql connectionNumber() {
        return Sql.of("SELECT pg_backend_pid()");
    }

    @Override
    String kill(int number) {
        return "SELECT pg_terminate_backend(" + number + ", 5000)";
    }

    @Override
    String wrongPassword() {
        return "password authentication failed";
    }

    @Override
    String tooLong() {
        return "value too long for type character varying";
    }
}
