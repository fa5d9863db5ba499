package dev.millrace.server.sql;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How connections to a database server are made and kept; there is a pool for reading and one for writing.
 *
 * @param size most connections of each pool
 * @param recycle the age at which a connection is replaced by a new one; zero for never
 * @param keep whether connections are kept for the next transaction
 * @param patience how long a server is waited for that does not answer yet when the database is opened
 * @param mysqlSslCa the file of the certificates by which a MariaDB or MySQL server is known, whose connections are
 *     encrypted then; null where only the address says so
 */
public record PoolConfig(
        int size,
        Duration recycle,
        boolean keep,
        Duration patience,
        @Nullable String mysqlSslCa) {
    /** MLflow's variable for {@code mysqlSslCa}. */
    public static final String MYSQL_SSL_CA_VARIABLE = "MLFLOW_MYSQL_SSL_CA";

    /** SQLAlchemy's own: five connections and ten more under load, kept without end. */
    public static final PoolConfig DEFAULT = new PoolConfig(15, Duration.ZERO, true, Duration.ofSeconds(30), null);

    /** The same with another patience. */
    public PoolConfig withPatience(Duration newPatience) {
        return new PoolConfig(size, recycle, keep, newPatience, mysqlSslCa);
    }

    /** The same with the certificates that the environment names. */
    public static PoolConfig ofEnvironment(Map<String, String> environment) {
        String file = environment.getOrDefault(MYSQL_SSL_CA_VARIABLE, "");
        return new PoolConfig(
                DEFAULT.size, DEFAULT.recycle, DEFAULT.keep, DEFAULT.patience, file.isEmpty() ? null : file);
    }
}
