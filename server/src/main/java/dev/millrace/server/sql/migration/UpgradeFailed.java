package dev.millrace.server.sql.migration;

/** A step of an upgrade did not work. The message names it, and says in which state the database is now. */
public final class UpgradeFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    UpgradeFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
