package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.Session;
import java.sql.SQLException;

/** What a revision does to rows and SQL cannot say. It runs between the revision's columns and its other definitions. */
interface DataStep {
    /** What it does, for people: one sentence. */
    String description();

    /** Whether it is all that its revision does. */
    default boolean standsAlone() {
        return false;
    }

    /**
     * Does it, within the transaction of the upgrade.
     *
     * @throws dev.millrace.server.sql.DatabaseRefused where the rows do not allow it
     */
    void run(Session session, Progress progress) throws SQLException;
}
