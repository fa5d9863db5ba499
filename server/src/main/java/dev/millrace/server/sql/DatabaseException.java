package dev.millrace.server.sql;

import java.sql.SQLException;

/** A failure of the database that no client can be told how to avoid: a fault of ours, or a damaged file. */
public final class DatabaseException extends RuntimeException {
    public DatabaseException(String message, SQLException cause) {
        super(message, cause);
    }
}
