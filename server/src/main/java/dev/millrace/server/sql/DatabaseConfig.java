package dev.millrace.server.sql;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a database is opened. Everything between {@code readers} and {@code patience} is for SQLite, {@code pool} for
 * database servers.
 *
 * @param uri MLflow's {@code --backend-store-uri}, as {@code sqlite:///mlflow.db} or
 *     {@code postgresql://user:password@host/database}
 * @param replicaUri the database that reads go to, or null for the same one
 * @param readers most reading connections at a time; each is opened when first needed
 * @param pageCacheKib most memory of the writing connection for pages, in KiB; taken only as pages are touched
 * @param readerCacheKib the same for each reading connection
 * @param checkpointPages pages that the write-ahead log holds before they are copied into the database file
 * @param queueCapacity writes that may wait for a commit group
 * @param largestGroup most writes in one commit
 * @param patience how long a write may wait for a place in the queue
 * @param schemas which of MLflow's schemas it holds; made where they are missing
 * @param pool the connections to a database server
 */
public record DatabaseConfig(
        String uri,
        @Nullable String replicaUri,
        int readers,
        int pageCacheKib,
        int readerCacheKib,
        int checkpointPages,
        int queueCapacity,
        int largestGroup,
        Duration patience,
        List<SchemaChain> schemas,
        PoolConfig pool) {

    /** The defaults for a database. */
    public static DatabaseConfig of(String uri) {
        return new DatabaseConfig(
                uri,
                null,
                8,
                128 * 1024,
                16 * 1024,
                16_000,
                1024,
                256,
                Duration.ofSeconds(20),
                List.of(SchemaChain.TRACKING),
                PoolConfig.DEFAULT);
    }

    /** A small database of users, roles and permissions, with these connections where it is on a server. */
    public static DatabaseConfig ofAccess(String uri, PoolConfig pool) {
        return new DatabaseConfig(
                uri, null, 4, 2048, 2048, 1000, 256, 64, Duration.ofSeconds(20), List.of(SchemaChain.AUTH), pool);
    }

    /** The same with another number of readers. */
    public DatabaseConfig withReaders(int newReaders) {
        return new DatabaseConfig(
                uri,
                replicaUri,
                newReaders,
                pageCacheKib,
                readerCacheKib,
                checkpointPages,
                queueCapacity,
                largestGroup,
                patience,
                schemas,
                pool);
    }

    /** The same with other connections to a server, and maybe a replica that reads go to. */
    public DatabaseConfig withPool(PoolConfig newPool, @Nullable String newReplicaUri) {
        return new DatabaseConfig(
                uri,
                newReplicaUri,
                readers,
                pageCacheKib,
                readerCacheKib,
                checkpointPages,
                queueCapacity,
                largestGroup,
                patience,
                schemas,
                newPool);
    }

    /** The same with the schema of users, roles and permissions beside that of tracking. */
    public DatabaseConfig withAccess() {
        return new DatabaseConfig(
                uri,
                replicaUri,
                readers,
                pageCacheKib,
                readerCacheKib,
                checkpointPages,
                queueCapacity,
                largestGroup,
                patience,
                List.of(SchemaChain.TRACKING, SchemaChain.AUTH),
                pool);
    }

    /** Without the addresses, which may hold passwords. */
    @Override
    public String toString() {
        return "DatabaseConfig[%s:…]".formatted(DatabaseUri.scheme(uri));
    }
}
