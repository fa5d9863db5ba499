package dev.millrace.server.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Driver;

/**
 * Opens connections to a MariaDB or MySQL database, by MariaDB's driver for both. The driver is made here and not looked
 * for, so that a server on another database never loads it.
 */
final class MysqlConnections implements ServerConnections {
    private static final int PORT = 3306;
    private static final String SSL_CA = "ssl_ca";

    /**
     * Double quotes name columns as they do everywhere else, a zero is inserted as it is (the default experiment has that
     * number), and values that do not fit are errors.
     */
    private static final String MODE =
            "sql_mode='ANSI_QUOTES,NO_AUTO_VALUE_ON_ZERO,STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'";

    private final String url;
    private final Properties properties;

    /**
     * @param sslCa the file of certificates that the address need not name itself; null for none
     * @throws DatabaseRefused where the address has an option that is not known, or names no database
     */
    MysqlConnections(ServerAddress address, @Nullable String sslCa) {
        if (!address.database().matches("[^/?&\\s]+")) {
            throw new DatabaseRefused(
                    "The address %s names no database that can be used; the name stands behind the slash."
                            .formatted(address));
        }
        String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        this.url = "jdbc:mariadb://" + host + ":" + (address.port() == 0 ? PORT : address.port()) + "/"
                + address.database();
        this.properties = properties(address, sslCa);
    }

    private static Properties properties(ServerAddress address, @Nullable String sslCa) {
        var properties = new Properties();
        properties.setProperty("sessionVariables", MODE);
        properties.setProperty("useAffectedRows", "true");
        properties.setProperty("useBulkStmts", "true");
        // No server may ask for files of this machine. It also lets the driver send batches without waiting in between.
        properties.setProperty("allowLocalInfile", "false");
        // A million points are not held at once.
        properties.setProperty("defaultFetchSize", "5000");
        properties.setProperty("tcpKeepAlive", "true");
        if (!address.user().isEmpty()) {
            properties.setProperty("user", address.user());
        }
        if (!address.password().isEmpty()) {
            properties.setProperty("password", address.password());
        }
        address.options().forEach((name, value) -> set(properties, name, value));
        if (sslCa != null && !address.options().containsKey(SSL_CA)) {
            set(properties, SSL_CA, sslCa);
        }
        return properties;
    }

    /** Options by the names that PyMySQL has for them. */
    private static void set(Properties properties, String name, String value) {
        switch (name) {
            case "charset" -> {
                if (!value.startsWith("utf8")) {
                    throw new DatabaseRefused(
                            "The charset in the address of the database is not supported; texts are UTF-8.");
                }
            }
            case "connect_timeout" -> properties.setProperty("connectTimeout", millis(name, value));
            case "read_timeout", "write_timeout" -> properties.setProperty("socketTimeout", millis(name, value));
            case SSL_CA -> {
                properties.setProperty("serverSslCert", value);
                properties.putIfAbsent("sslMode", "verify-ca");
            }
            case "ssl_verify_identity" -> {
                switch (value.toLowerCase(Locale.ROOT)) {
                    case "true", "1" -> properties.setProperty("sslMode", "verify-full");
                    case "false", "0" -> {}
                    default ->
                        throw new DatabaseRefused(
                                "The option ssl_verify_identity in the address of the database is true or false.");
                }
            }
            case "ssl_cert", "ssl_key" ->
                throw new DatabaseRefused(
                        "The option %s in the address of the database, a client's certificate, is not supported."
                                .formatted(name));
            default ->
                throw ServerAddress.unknownOption(
                        name,
                        List.of(
                                "charset",
                                "connect_timeout",
                                "read_timeout",
                                SSL_CA,
                                "ssl_verify_identity",
                                "write_timeout"));
        }
    }

    private static String millis(String name, String seconds) {
        if (!seconds.matches("[0-9]{1,6}")) {
            throw new DatabaseRefused(
                    "The option %s in the address of the database is no number of seconds.".formatted(name));
        }
        return seconds + "000";
    }

    @Override
    public Dialect dialect() {
        return new MysqlDialect();
    }

    /** Without the locks on gaps between rows that the usual isolation takes, on which writers of new rows deadlock. */
    @Override
    public Connection openWriter() throws SQLException {
        Connection connection = open();
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Readers see one snapshot through a whole transaction, and are refused what writes. */
    @Override
    public Connection openReader() throws SQLException {
        Connection connection = open();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** The server is not there, not yet, or has too many connections. */
    @Override
    public boolean isWorthWaiting(SQLException failure) {
        return String.valueOf(failure.getSQLState()).startsWith("08");
    }

    private Connection open() throws SQLException {
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("The driver does not know an address of this form");
        }
        return connection;
    }
}
