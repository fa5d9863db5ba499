package dev.millrace.server.auth;

import dev.millrace.server.search.Visibility;

/**
 * A user as the database has them now.
 *
 * @param passwordHash as {@link PasswordHash} reads it; never shown
 */
record Account(Caller caller, String passwordHash, Visibility visibility) {
    /** Hashes stay out of logs and messages. */
    @Override
    public String toString() {
        return "Account[" + caller.name() + "]";
    }
}
