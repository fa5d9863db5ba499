package dev.millrace.server.sql;

/** How one kind of database runs work: on a file with one writer, or on connections to a server. */
interface Transactions extends AutoCloseable {
    Dialect dialect();

    /** As {@link Database#read}. */
    <T> T read(Work<T> work);

    /** As {@link Database#readLatest}. */
    <T> T readLatest(Work<T> work);

    /** As {@link Database#write}. */
    <T> T write(Work<T> work);

    CommitFigures figures();

    /** Writes that wait for their turn now. */
    int waitingWrites();

    /** Reading connections that are open now. */
    int openReaders();

    @Override
    void close();
}
