package dev.millrace.server.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a database is opened.
 *
 * @param uri MLflow's {@code --backend-store-uri}, as {@code sqlite:///mlflow.db} or
 *     {@code postgresql://user:password@host/database}
 * @param replicaUri the database that reads go to, or null for the same one
 * @param schemas which of MLflow's schemas it holds; made where they are missing
 * @param sqlite how it is read and written where it is an SQLite file
 * @param pool the connections where it is on a server
 */
public record DatabaseConfig(
        String uri, @Nullable String replicaUri, List<SchemaChain> schemas, SqliteConfig sqlite, PoolConfig pool) {

    /** The defaults for a database. */
    public static DatabaseConfig of(String uri) {
        return new DatabaseConfig(uri, null, List.of(SchemaChain.TRACKING), SqliteConfig.DEFAULT, PoolConfig.DEFAULT);
    }

    /** A small database of users, roles and permissions, with these connections where it is on a server. */
    public static DatabaseConfig ofAccess(String uri, PoolConfig pool) {
        return new DatabaseConfig(uri, null, List.of(SchemaChain.AUTH), SqliteConfig.SMALL, pool);
    }

    /** The same with another number of readers of an SQLite file. */
    public DatabaseConfig withReaders(int readers) {
        return new DatabaseConfig(uri, replicaUri, schemas, sqlite.withReaders(readers), pool);
    }

    /** The same with other connections to a server, and maybe a replica that reads go to. */
    public DatabaseConfig withPool(PoolConfig newPool, @Nullable String newReplicaUri) {
        return new DatabaseConfig(uri, newReplicaUri, schemas, sqlite, newPool);
    }

    /** The same with the schema of users, roles and permissions beside that of tracking. */
    public DatabaseConfig withAccess() {
        return new DatabaseConfig(uri, replicaUri, List.of(SchemaChain.TRACKING, SchemaChain.AUTH), sqlite, pool);
    }

    /** Without the addresses, which may hold passwords. */
    @Override
    public String toString() {
        return "DatabaseConfig[%s:…]".formatted(DatabaseUri.scheme(uri));
    }
}
