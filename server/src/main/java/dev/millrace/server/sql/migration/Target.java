package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A database that is to be upgraded or checked. */
interface Target extends AutoCloseable {
    /** Its name for people, without a password. */
    String name();

    /** Its address for the command line, without a password. */
    String address();

    /** The folder of its SQL beside this class. */
    String folder();

    Session session();

    /** Begins the transaction of the upgrade and keeps others from writing. */
    void begin() throws SQLException;

    /**
     * Looks, in the transaction, at what the upgrade must leave as it is.
     *
     * @throws DatabaseRefused where it cannot
     */
    void survey() throws SQLException;

    /** Runs a statement of a revision. */
    void execute(String statement) throws SQLException;

    /** Looks whether the rows are as sound as they were, and makes the upgrade last. */
    void commit() throws SQLException;

    /** Undoes the upgrade. */
    void rollback() throws SQLException;

    /**
     * Writes a copy of the database.
     *
     * @param file a file that does not exist yet
     */
    void backup(Path file) throws SQLException;

    /** What its schema consists of, a line each: see {@link SqliteStructure}. */
    List<String> structure() throws SQLException;

    /** What its schema should consist of at the revision that Millrace works with. */
    List<String> wantedStructure() throws SQLException;

    @Override
    void close();
}
