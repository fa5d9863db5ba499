package dev.millrace.server.sql;

/** A database file that another process of Millrace has open and keeps. */
public final class DatabaseInUse extends DatabaseRefused {
    DatabaseInUse(String message) {
        super(message);
    }
}
