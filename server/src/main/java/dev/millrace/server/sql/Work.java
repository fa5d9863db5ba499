package dev.millrace.server.sql;

import java.sql.SQLException;

/**
 * What is done inside one transaction. Work that writes may be run again from its beginning when another member of its
 * commit group fails, so it must have no effect outside the session.
 */
@FunctionalInterface
public interface Work<T> {
    T run(Session session) throws SQLException;
}
