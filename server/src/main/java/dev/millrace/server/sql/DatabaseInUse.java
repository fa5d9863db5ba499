package dev.millrace.server.sql;

/** A database file that another process of Millrace has open: it may be free in a moment. */
public final class DatabaseInUse extends DatabaseRefused {
    DatabaseInUse(String message) {
        super(message);
    }
}
