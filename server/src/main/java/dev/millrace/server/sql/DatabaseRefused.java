package dev.millrace.server.sql;

/** A database that the server will not start on. The message says what it is and what to do; it needs no stack trace. */
public sealed class DatabaseRefused extends RuntimeException permits DatabaseInUse {
    public DatabaseRefused(String message) {
        super(message);
    }

    public DatabaseRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
