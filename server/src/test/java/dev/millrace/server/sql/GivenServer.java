package dev.millrace.server.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database server that runs elsewhere and may be used freely, for the kinds that tests cannot start:
 * {@code -Dmillrace.test.url=mssql://sa:password@host:1433/master?TrustServerCertificate=yes}, or one of
 * {@code mysql://user:password@host:3306/mysql}. Tests make databases on it and drop them at the end; where no server of
 * the kind is given, they are skipped and say so.
 */
public final class GivenServer {
    public static final String PROPERTY = "millrace.test.url";

    /** Why tests are skipped. */
    public static final String NONE = "no server of this kind is given by -D" + PROPERTY;

    private static final String URL = System.getProperty(PROPERTY, "");

    private static final List<String> DATABASES = new ArrayList<>();

    private GivenServer() {}

    /** The address of a new, empty database. */
    public static synchronized String newDatabase() {
        if (DATABASES.isEmpty()) {
            Runtime.getRuntime().addShutdownHook(new Thread(GivenServer::dropAll));
        }
        String name = "millrace_test_" + ProcessHandle.current().pid() + "_" + DATABASES.size();
        try {
            if (DatabaseUri.isSqlServer(URL)) {
                execute("CREATE DATABASE " + name + " COLLATE Latin1_General_100_BIN2_UTF8");
                execute("ALTER DATABASE " + name + " SET ALLOW_SNAPSHOT_ISOLATION ON");
                execute("ALTER DATABASE " + name + " SET READ_COMMITTED_SNAPSHOT ON");
            } else {
                execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        DATABASES.add(name);
        return URL.replaceFirst("(://[^/]*/)[^?]*", "$1" + name);
    }

    private static synchronized void dropAll() {
        for (String name : DATABASES) {
            try {
                if (DatabaseUri.isSqlServer(URL)) {
                    execute("ALTER DATABASE " + name + " SET SINGLE_USER WITH ROLLBACK IMMEDIATE");
                }
                execute("DROP DATABASE " + name);
            } catch (SQLException gone) {
                // A test has dropped it.
            }
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = connect(URL);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A connection beside those under test. */
    public static Connection connect(String uri) throws SQLException {
        Connection connection = ServerConnections.of(ServerAddress.parse(uri), PoolConfig.DEFAULT)
                .openWriter();
        connection.setAutoCommit(true);
        return connection;
    }
}
