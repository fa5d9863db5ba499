package dev.millrace.server.sql.migration;

/** Hears how far an upgrade is. */
public interface Progress {
    /**
     * A step begins.
     *
     * @param number from 1
     * @param count how many there are
     */
    void begins(Revision revision, int number, int count);

    /** Within a step: so many rows of these are done. */
    void rows(String what, long done);
}
