package dev.millrace.server.sql;

import java.time.Duration;

/**
 * How connections to a database server are kept; there is a pool for reading and one for writing.
 *
 * @param size most connections of each pool
 * @param recycle the age at which a connection is replaced by a new one; zero for never
 * @param keep whether connections are kept for the next transaction
 * @param patience how long a server is waited for that does not answer yet when the database is opened
 */
public record PoolConfig(int size, Duration recycle, boolean keep, Duration patience) {
    /** SQLAlchemy's own: five connections and ten more under load, kept without end. */
    public static final PoolConfig DEFAULT = new PoolConfig(15, Duration.ZERO, true, Duration.ofSeconds(30));
}
