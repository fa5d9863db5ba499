package dev.millrace.server.sql;

import java.security.cert.CertificateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens connections to a Microsoft SQL Server database, by Microsoft's driver. */
final class SqlServerConnections implements ServerConnections {
    private static final String URL = "jdbc:sqlserver://";
    private static final String PORT = "1433";

    /** That of SQL Server 2016, with which OPENJSON came. */
    private static final int LOWEST_LEVEL = 130;

    private static final int UPGRADING = 18401;
    private static final int RECOVERING = 922;

    private static final List<String> OPTIONS = List.of(
            "applicationintent",
            "appname",
            "charset",
            "driver",
            "encrypt",
            "hostnameincertificate",
            "login_timeout",
            "longasmax",
            "multisubnetfailover",
            "tds_version",
            "timeout",
            "trustservercertificate");

    private final Properties properties;
    private final String database;

    /** Whether the database was looked at; it is not asked again for each connection. */
    private volatile boolean fits;

    /** @throws DatabaseRefused where the address has an option that is not known, or names no database */
    SqlServerConnections(ServerAddress address) {
        if (address.database().isEmpty()) {
            throw new DatabaseRefused(
                    "The address %s names no database; the name stands behind the slash.".formatted(address));
        }
        this.database = address.database();
        this.properties = properties(address);
    }

    private static Properties properties(ServerAddress address) {
        var properties = new Properties();
        // An instance by its name, as in host\instance, is asked for its port.
        int backslash = address.host().indexOf('\\');
        properties.setProperty(
                "serverName", backslash < 0 ? address.host() : address.host().substring(0, backslash));
        if (backslash >= 0) {
            properties.setProperty("instanceName", address.host().substring(backslash + 1));
        }
        if (backslash < 0 || address.port() != 0) {
            properties.setProperty("portNumber", address.port() == 0 ? PORT : Integer.toString(address.port()));
        }
        properties.setProperty("databaseName", address.database());
        if (!address.user().isEmpty()) {
            properties.setProperty("user", address.user());
        }
        if (!address.password().isEmpty()) {
            properties.setProperty("password", address.password());
        }
        properties.setProperty("applicationName", "millrace");
        properties.setProperty("encrypt", "true");
        // See SqlServerDialect.bind.
        properties.setProperty("sendStringParametersAsUnicode", "false");
        // A connection that was lost must not come back in the middle of a transaction as if nothing had been.
        properties.setProperty("connectRetryCount", "0");
        address.options().forEach((name, value) -> set(properties, name.toLowerCase(Locale.ROOT), value));
        return properties;
    }

    /** Options by the names that pymssql and Microsoft's ODBC driver have for them. */
    private static void set(Properties properties, String name, String value) {
        switch (name) {
            // What these ask for is always so, or is an affair of the Python driver.
            case "driver", "longasmax", "tds_version" -> {}
            case "charset" -> {
                if (!value.toLowerCase(Locale.ROOT).startsWith("utf")) {
                    throw new DatabaseRefused(
                            "The charset in the address of the database is not supported; texts are Unicode.");
                }
            }
            case "appname" -> properties.setProperty("applicationName", value);
            case "login_timeout" -> properties.setProperty("loginTimeout", seconds(name, value));
            case "timeout" -> properties.setProperty("queryTimeout", seconds(name, value));
            case "encrypt" ->
                properties.setProperty(
                        "encrypt",
                        switch (value.toLowerCase(Locale.ROOT)) {
                            case "yes", "true", "mandatory" -> "true";
                            case "no", "false", "optional" -> "false";
                            case "strict" -> "strict";
                            default ->
                                throw new DatabaseRefused(
                                        "The option encrypt in the address of the database is yes, no, mandatory, optional or strict.");
                        });
            case "trustservercertificate" ->
                properties.setProperty("trustServerCertificate", Boolean.toString(isYes(name, value)));
            case "multisubnetfailover" ->
                properties.setProperty("multiSubnetFailover", Boolean.toString(isYes(name, value)));
            case "hostnameincertificate" -> properties.setProperty("hostNameInCertificate", value);
            case "applicationintent" ->
                properties.setProperty(
                        "applicationIntent",
                        switch (value.toLowerCase(Locale.ROOT)) {
                            case "readonly" -> "ReadOnly";
                            case "readwrite" -> "ReadWrite";
                            default ->
                                throw new DatabaseRefused(
                                        "The option applicationintent in the address of the database is ReadOnly or ReadWrite.");
                        });
            default -> throw ServerAddress.unknownOption(name, OPTIONS);
        }
    }

    private static boolean isYes(String name, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "1" -> true;
            case "no", "false", "0" -> false;
            default ->
                throw new DatabaseRefused("The option %s in the address of the database is yes or no.".formatted(name));
        };
    }

    private static String seconds(String name, String value) {
        if (!value.matches("[0-9]{1,5}")) {
            throw new DatabaseRefused(
                    "The option %s in the address of the database is no number of seconds.".formatted(name));
        }
        return value;
    }

    /** What the driver is given; the tests look at it. */
    Properties properties() {
        return properties;
    }

    @Override
    public Dialect dialect() {
        return new SqlServerDialect();
    }

    /** Writers see what is committed when each of their statements begins, or wait for it. */
    @Override
    public Connection openWriter() throws SQLException {
        return open("READ COMMITTED");
    }

    /**
     * Readers see one snapshot through a whole transaction. That they do not write nothing enforces here; but what they
     * would write is undone with their transaction.
     */
    @Override
    public Connection openReader() throws SQLException {
        return open("SNAPSHOT");
    }

    /** The server is not there, not yet, or is being upgraded or moved; a certificate that is not trusted stays so. */
    @Override
    public boolean isWorthWaiting(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case SqlServerDialect.SERVICE_ERROR,
                    SqlServerDialect.SERVICE_BUSY,
                    SqlServerDialect.DATABASE_UNAVAILABLE,
                    UPGRADING,
                    RECOVERING -> true;
            default -> String.valueOf(failure.getSQLState()).startsWith("08") && !isOfCertificates(failure);
        };
    }

    private static boolean isOfCertificates(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private Connection open(String isolation) throws SQLException {
        Connection connection = connect();
        boolean opened = false;
        try (Statement statement = connection.createStatement()) {
            requireFit(statement);
            statement.execute("SET TRANSACTION ISOLATION LEVEL " + isolation);
            connection.setAutoCommit(false);
            opened = true;
            return connection;
        } finally {
            if (!opened) {
                connection.close();
            }
        }
    }

    private Connection connect() throws SQLException {
        try {
            Connection connection = SqlServerDriver.get().connect(URL, properties);
            if (connection == null) {
                throw new SQLException("The driver does not know an address of this form");
            }
            return connection;
        } catch (SQLException e) {
            if (isOfCertificates(e)) {
                throw new DatabaseRefused(
                        "The connection to SQL Server is encrypted, and its certificate is not trusted or not of its name: %s. Let this machine's Java trust it, or write TrustServerCertificate=yes or Encrypt=no behind a question mark in the address."
                                .formatted(e.getMessage()),
                        e);
            }
            throw e;
        }
    }

    private void requireFit(Statement statement) throws SQLException {
        if (fits) {
            return;
        }
        try (ResultSet row = statement.executeQuery(
                "SELECT snapshot_isolation_state, compatibility_level FROM sys.databases WHERE database_id = DB_ID()")) {
            row.next();
            if (row.getInt(1) != 1) {
                throw new DatabaseRefused(
                        "The database '%1$s' does not let readers see a snapshot beside writers. Run once, as its owner: ALTER DATABASE [%1$s] SET ALLOW_SNAPSHOT_ISOLATION ON."
                                .formatted(database));
            }
            if (row.getInt(2) < LOWEST_LEVEL) {
                throw new DatabaseRefused(
                        "The database '%1$s' has compatibility level %2$d, and Millrace needs %3$d, that of SQL Server 2016. Run once, as its owner: ALTER DATABASE [%1$s] SET COMPATIBILITY_LEVEL = %3$d."
                                .formatted(database, row.getInt(2), LOWEST_LEVEL));
            }
        }
        fits = true;
    }
}
