package dev.millrace.server.sql;

import java.sql.SQLException;

/**
 * What is done inside one transaction. Work may be run again from its beginning: when another member of its commit
 * group fails, when it collides with another transaction, or when the connection to the server is lost. So it must have
 * no effect outside the session.
 */
@FunctionalInterface
public interface Work<T> {
    T run(Session session) throws SQLException;
}
