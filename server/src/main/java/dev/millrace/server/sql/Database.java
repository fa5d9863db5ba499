package dev.millrace.server.sql;

import java.sql.SQLException;

/** MLflow's database: an SQLite file, or a database on a server. */
public final class Database implements AutoCloseable {
    private final Transactions transactions;

    private Database(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Opens a database and makes its schema if it is empty.
     *
     * @throws DatabaseRefused where the address is of another kind, the schema of another revision, another Millrace
     *     server has the file open, or the database server does not let us in
     */
    public static Database open(DatabaseConfig config) {
        return open(config, "FULL");
    }

    /** @param synchronous SQLite's pragma; anything but FULL is for the test that shows what it would lose */
    static Database open(DatabaseConfig config, String synchronous) {
        return new Database(
                DatabaseUri.isServer(config.uri())
                        ? PooledTransactions.open(config)
                        : SqliteTransactions.open(config, synchronous));
    }

    /**
     * Runs work that reads, on one consistent snapshot of what was committed before it. With a read replica the snapshot
     * may be older than the last write.
     *
     * @throws dev.millrace.api.ApiException what the work threw, or 503 where the database cannot be read now
     */
    public <T> T read(Work<T> work) {
        return transactions.read(work);
    }

    /**
     * The same, past a read replica: for what decides whether something is permitted or what is written. On a replica's
     * database statements after each other may see what was committed between them.
     */
    public <T> T readLatest(Work<T> work) {
        return transactions.readLatest(work);
    }

    /**
     * Runs work that writes, and returns when it is on the disk. What the work throws undoes its own writes only. On
     * SQLite writes that wait at the same time share a commit; on a server each has a transaction of its own beside the
     * others'.
     */
    public <T> T write(Work<T> work) {
        return transactions.write(work);
    }

    public Dialect dialect() {
        return transactions.dialect();
    }

    /** What the commits have done. */
    public CommitFigures commitFigures() {
        return transactions.figures();
    }

    /** Writes that wait for a commit group or a connection now. */
    public int waitingWrites() {
        return transactions.waitingWrites();
    }

    /** Reading connections that are open now. */
    public int openReaders() {
        return transactions.openReaders();
    }

    /** Finishes the writes that wait, and lets go of files and connections. */
    @Override
    public void close() {
        transactions.close();
    }

    static RuntimeException failure(SQLException e, Dialect dialect) {
        RuntimeException told = dialect.translate(e);
        return told != null ? told : new DatabaseException("A statement failed: " + e.getMessage(), e);
    }
}
