package dev.millrace.server.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections to a database on a server; each begins a transaction with its first statement. */
interface ServerConnections {
    /**
     * Those of the address's kind.
     *
     * @throws DatabaseRefused where the address has an option that is not known
     */
    static ServerConnections of(ServerAddress address, PoolConfig pool) {
        return switch (address.kind()) {
            case "postgresql" -> new PostgresConnections(address);
            case "mssql" -> new SqlServerConnections(address);
            default -> new MysqlConnections(address, pool.mysqlSslCa());
        };
    }

    /** The dialect that the server speaks. */
    Dialect dialect();

    /** A connection for writing. */
    Connection openWriter() throws SQLException;

    /** A connection for reading; it sees one snapshot through a transaction, and where the server can, refuses to write. */
    Connection openReader() throws SQLException;

    /** Whether a server may come up that could not be reached now. */
    boolean isWorthWaiting(SQLException failure);
}
