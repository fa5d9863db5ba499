package dev.millrace.server.sql;

import java.time.Duration;

/**
 * How an SQLite file is read and written; what {@link PoolConfig} is for a database server.
 *
 * @param readers most reading connections at a time; each is opened when first needed
 * @param pageCacheKib most memory of the writing connection for pages, in KiB; taken only as pages are touched
 * @param readerCacheKib the same for each reading connection
 * @param checkpointPages pages that the write-ahead log holds before they are copied into the database file
 * @param queueCapacity writes that may wait for a commit group
 * @param largestGroup most writes in one commit
 * @param patience how long a write may wait for a place in the queue
 */
public record SqliteConfig(
        int readers,
        int pageCacheKib,
        int readerCacheKib,
        int checkpointPages,
        int queueCapacity,
        int largestGroup,
        Duration patience) {
    /** For experiments and runs. */
    static final SqliteConfig DEFAULT =
            new SqliteConfig(8, 128 * 1024, 16 * 1024, 16_000, 1024, 256, Duration.ofSeconds(20));

    /** For a small database of users, roles and permissions. */
    static final SqliteConfig SMALL = new SqliteConfig(4, 2048, 2048, 1000, 256, 64, Duration.ofSeconds(20));

    /** The same with another number of readers. */
    SqliteConfig withReaders(int newReaders) {
        return new SqliteConfig(
                newReaders, pageCacheKib, readerCacheKib, checkpointPages, queueCapacity, largestGroup, patience);
    }
}
