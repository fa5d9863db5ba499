package dev.millrace.server.sql;

import java.time.Duration;

/**
 * How a database is opened.
 *
 * @param uri MLflow's {@code --backend-store-uri}, as {@code sqlite:///mlflow.db} or {@code sqlite:////var/lib/mlflow.db}
 * @param readers most reading connections at a time; each is opened when first needed
 * @param pageCacheKib most memory of the writing connection for pages, in KiB; taken only as pages are touched
 * @param readerCacheKib the same for each reading connection
 * @param checkpointPages pages that the write-ahead log holds before they are copied into the database file
 * @param queueCapacity writes that may wait for a commit group
 * @param largestGroup most writes in one commit
 * @param patience how long a write may wait for a place in the queue
 * @param schema which of MLflow's schemas it holds
 */
public record DatabaseConfig(
        String uri,
        int readers,
        int pageCacheKib,
        int readerCacheKib,
        int checkpointPages,
        int queueCapacity,
        int largestGroup,
        Duration patience,
        SchemaChain schema) {

    /** The defaults for a database. */
    public static DatabaseConfig of(String uri) {
        return new DatabaseConfig(
                uri, 8, 128 * 1024, 16 * 1024, 16_000, 1024, 256, Duration.ofSeconds(20), SchemaChain.TRACKING);
    }

    /** A small database of users, roles and permissions. */
    public static DatabaseConfig ofAccess(String uri) {
        return new DatabaseConfig(uri, 4, 2048, 2048, 1000, 256, 64, Duration.ofSeconds(20), SchemaChain.AUTH);
    }

    /** The same with another number of readers. */
    public DatabaseConfig withReaders(int newReaders) {
        return new DatabaseConfig(
                uri,
                newReaders,
                pageCacheKib,
                readerCacheKib,
                checkpointPages,
                queueCapacity,
                largestGroup,
                patience,
                schema);
    }
}
