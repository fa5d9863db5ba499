package dev.millrace.server.sql;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Opens connections to a PostgreSQL database. The driver is made here and not looked for, so that a server on another
 * database never loads it.
 */
final class PostgresConnections implements ServerConnections {
    private static final int PORT = 5432;

    /** Options by libpq's names, which the Python drivers take, and what pgjdbc calls them. */
    private static final Map<String, PGProperty> OPTIONS = Map.ofEntries(
            Map.entry("application_name", PGProperty.APPLICATION_NAME),
            Map.entry("channel_binding", PGProperty.CHANNEL_BINDING),
            Map.entry("connect_timeout", PGProperty.CONNECT_TIMEOUT),
            Map.entry("gssencmode", PGProperty.GSS_ENC_MODE),
            Map.entry("options", PGProperty.OPTIONS),
            Map.entry("prepare_threshold", PGProperty.PREPARE_THRESHOLD),
            Map.entry("sslcert", PGProperty.SSL_CERT),
            Map.entry("sslkey", PGProperty.SSL_KEY),
            Map.entry("sslmode", PGProperty.SSL_MODE),
            Map.entry("sslpassword", PGProperty.SSL_PASSWORD),
            Map.entry("sslrootcert", PGProperty.SSL_ROOT_CERT),
            Map.entry("target_session_attrs", PGProperty.TARGET_SERVER_TYPE));

    /** Options that are taken with the values that ask for what is always so here. */
    private static final Map<String, Set<String>> ALWAYS =
            Map.of("client_encoding", Set.of("utf8", "UTF8", "utf-8", "UTF-8"), "keepalives", Set.of("1"));

    private final String url;
    private final Properties properties;

    /** @throws DatabaseRefused where the address has an option that is not known */
    PostgresConnections(ServerAddress address) {
        String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        this.url = "jdbc:postgresql://" + host + ":" + (address.port() == 0 ? PORT : address.port()) + "/"
                + URLEncoder.encode(address.database(), StandardCharsets.UTF_8);
        this.properties = properties(address);
    }

    private static Properties properties(ServerAddress address) {
        var properties = new Properties();
        PGProperty.APPLICATION_NAME.set(properties, "millrace");
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        // A million points are not held at once.
        PGProperty.DEFAULT_ROW_FETCH_SIZE.set(properties, 5000);
        PGProperty.REWRITE_BATCHED_INSERTS.set(properties, true);
        // What the server says in detail quotes the rows.
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        if (!address.user().isEmpty()) {
            PGProperty.USER.set(properties, address.user());
        }
        if (!address.password().isEmpty()) {
            PGProperty.PASSWORD.set(properties, address.password());
        }
        address.options().forEach((name, value) -> {
            PGProperty property = OPTIONS.get(name);
            if (property != null) {
                property.set(properties, property == PGProperty.TARGET_SERVER_TYPE ? serverType(value) : value);
            } else if (!ALWAYS.getOrDefault(name, Set.of()).contains(value)) {
                throw ServerAddress.unknownOption(name, OPTIONS.keySet());
            }
        });
        return properties;
    }

    private static String serverType(String attributes) {
        return switch (attributes) {
            case "any" -> "any";
            case "read-write", "primary" -> "primary";
            case "read-only", "standby" -> "secondary";
            case "prefer-standby" -> "preferSecondary";
            default ->
                throw new DatabaseRefused(
                        "The option target_session_attrs in the address of the database is any, read-write, primary, read-only, standby or prefer-standby.");
        };
    }

    @Override
    public Dialect dialect() {
        return new PostgresDialect();
    }

    /** Writers see what is committed when each of their statements begins. */
    @Override
    public Connection openWriter() throws SQLException {
        Connection connection = open();
        try {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
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
        try {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** The server is not there, not yet, or refuses connections because it begins or has too many. */
    @Override
    public boolean isWorthWaiting(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.equals("57P03") || state.equals("53300");
    }

    private Connection open() throws SQLException {
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("The driver does not know an address of this form");
        }
        return connection;
    }
}
