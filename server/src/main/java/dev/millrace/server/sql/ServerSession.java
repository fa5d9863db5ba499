package dev.millrace.server.sql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * One connection to a database on a server, beside every pool: for a command that looks at a schema or changes it.
 *
 * @param session begins a transaction with its first statement; whoever opened it closes it
 * @param name the database's address for people and for the command line: without password and options
 * @param host the server's name or address
 * @param port its port, 0 for the usual one
 * @param database the database's name on the server
 * @param user who signed in, empty where the address names nobody
 */
public record ServerSession(Session session, String name, String host, int port, String database, String user) {
    /**
     * Signs in, and looks at nothing.
     *
     * @param writes whether it may write; otherwise the server refuses what does
     * @throws DatabaseRefused where the address is none of a server's, or the server does not let us in
     */
    public static ServerSession open(DatabaseConfig config, boolean writes) {
        ServerAddress address = ServerAddress.parse(config.uri());
        ServerConnections connections = ServerConnections.of(address, config.pool());
        try {
            Connection connection = writes ? connections.openWriter() : connections.openReader();
            if (writes) {
                // A timeout in the address is meant for requests; one step of an upgrade may take an hour.
                connection.setNetworkTimeout(Runnable::run, 0);
            }
            var session = new Session(connection, connections.dialect());
            return new ServerSession(
                    session, address.toString(), address.host(), address.port(), address.database(), address.user());
        } catch (SQLException e) {
            throw new DatabaseRefused("The database %s cannot be opened: %s".formatted(address, e.getMessage()), e);
        }
    }
}
