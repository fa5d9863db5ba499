package dev.millrace.server.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** Opens connections to one SQLite file with the settings that durability, speed and MLflow's semantics ask for. */
final class SqliteConnections {
    private final String url;
    private final SqliteConfig config;

    SqliteConnections(Path file, SqliteConfig config) {
        this.url = JDBC.PREFIX + file;
        this.config = config;
    }

    /**
     * The writing connection. FULL makes each commit wait for the disk. The log is let grow to many times SQLite's
     * default before it is copied back, since the pages at the ends of the indexes are rewritten by every commit and are
     * then copied once instead of often. {@link Checkpoints} does that; SQLite's own way is left as the last resort.
     */
    Connection openWriter(String synchronous) throws SQLException {
        Connection connection = open();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = " + synchronous);
            statement.execute("PRAGMA cache_size = -" + config.pageCacheKib());
            statement.execute("PRAGMA wal_autocheckpoint = " + config.checkpointPages() * 4L);
            statement.execute("PRAGMA journal_size_limit = " + config.checkpointPages() * 2L * 4096);
            statement.execute("PRAGMA temp_store = MEMORY");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** A reading connection; it refuses to write. */
    Connection openReader() throws SQLException {
        Connection connection = open();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
            statement.execute("PRAGMA cache_size = -" + config.readerCacheKib());
            statement.execute("PRAGMA temp_store = MEMORY");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private Connection open() throws SQLException {
        var settings = new SQLiteConfig();
        settings.enforceForeignKeys(true);
        settings.setBusyTimeout(20_000);
        settings.enableCaseSensitiveLike(true);
        return JDBC.createConnection(url, settings.toProperties());
    }
}
