package dev.millrace.server.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Opens connections to a database on a server; each begins a transaction with its first statement. */
interface ServerConnections {
    /** A connection for writing. */
    Connection openWriter() throws SQLException;

    /** A connection for reading; it sees one snapshot through a transaction, and refuses to write. */
    Connection openReader() throws SQLException;

    /** Whether a server may come up that could not be reached now. */
    boolean isWorthWaiting(SQLException failure);
}
