package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.DatabaseUri;
import dev.millrace.server.sql.PostgresDialect;
import dev.millrace.server.sql.ServerSession;
import dev.millrace.server.sql.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A database that is to be upgraded or checked. */
interface Target extends AutoCloseable {
    /**
     * Opens a database of any kind.
     *
     * @param writes whether it is going to be changed; otherwise it is opened so that it cannot be
     * @throws DatabaseRefused where there is no such database, it does not let us in, or it is on SQL Server
     */
    static Target open(DatabaseConfig config, boolean writes) {
        if (!DatabaseUri.isServer(config.uri())) {
            return SqliteTarget.open(config.uri(), writes);
        }
        if (DatabaseUri.isSqlServer(config.uri())) {
            throw new DatabaseRefused(
                    "The schema of %s cannot be looked at or upgraded by Millrace yet, as it is on SQL Server. Run `mlflow db upgrade` of MLflow 3.17.2 on it."
                            .formatted(DatabaseUri.withoutSecrets(config.uri())));
        }
        ServerSession server = ServerSession.open(config, writes);
        return server.session().dialect() instanceof PostgresDialect
                ? new PostgresTarget(server)
                : new MysqlTarget(server);
    }

    /** Its name for people, without a password. */
    String name();

    /** Its address for the command line, without a password. */
    String address();

    /** The folder of its SQL beside this class. */
    String folder();

    Session session();

    /**
     * Whether an upgrade is one transaction; otherwise each definition is kept by itself, and so written that it does no
     * harm a second time.
     */
    boolean isOneTransaction();

    /** How many connections of others it tells of, of which {@link #begin} does not keep out all; 0 where it cannot tell. */
    long connections() throws SQLException;

    /** Begins the upgrade and keeps others out, as far as the database can. */
    void begin() throws SQLException;

    /**
     * Looks, in the transaction, at what the upgrade must leave as it is.
     *
     * @throws DatabaseRefused where it cannot
     */
    void survey() throws SQLException;

    /** What is shown of a statement of a revision before the steps ahead of it have run. */
    default List<String> script(String statement) throws SQLException {
        return List.of(statement);
    }

    /** What has to run now for a statement of a revision; nothing where it is done already. */
    List<String> statements(String statement) throws SQLException;

    /** Makes a step last that ended well, where {@link #commit} does not do so for all of them. */
    void endStep() throws SQLException;

    /** Looks whether the rows are as sound as they were, and makes the upgrade last. */
    void commit() throws SQLException;

    /** Undoes the upgrade, or of the last step what is not kept yet. */
    void rollback() throws SQLException;

    /**
     * Writes a copy of the database.
     *
     * @param file a file that does not exist yet
     * @throws DatabaseRefused where that is the business of {@link #copyCommand}
     */
    void backup(Path file) throws SQLException;

    /** The command of the database's own that copies it, without a password; nothing where {@link #backup} does. */
    Optional<String> copyCommand();

    /** What its schema consists of, a line each: see {@link SqliteStructure}. */
    List<String> structure() throws SQLException;

    /**
     * The revisions of a chain that lead from a stamp to the chain's end; nothing where the stamp is none of theirs, or this
     * kind of database never had what they change.
     */
    default Optional<List<Revision>> way(List<Revision> chain, Stamp stamp) {
        return Revisions.path(chain, stamp.revision());
    }

    /** What those of MLflow's schemas that it holds should consist of at the revisions that Millrace works with. */
    List<String> wantedStructure() throws SQLException;

    @Override
    void close();
}
