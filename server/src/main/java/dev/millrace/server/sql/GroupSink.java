package dev.millrace.server.sql;

import java.sql.SQLException;

/**
 * Rows that the members of a commit group collect and that are written once, together, before the commit. What is put
 * in must have been checked already, so that writing it cannot fail for what the data says.
 */
public interface GroupSink {
    /** Remembers how much is held; what is added later belongs to the next member. */
    void mark();

    /** Takes out what was added since {@link #mark}. */
    void rollbackToMark();

    /** Takes out everything: the transaction was given up. */
    void clear();

    /** Writes everything and is empty afterwards. */
    void flush(Session session) throws SQLException;
}
