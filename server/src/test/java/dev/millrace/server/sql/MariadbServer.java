package dev.millrace.server.sql;

import dev.millrace.server.Requirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A MariaDB server on a free port of this machine, started for the first test that asks and stopped with the JVM. */
public final class MariadbServer {
    private static final Path PROGRAM = Path.of("/usr/sbin/mariadbd");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static MariadbServer running;

    private final int port;

    private MariadbServer(int port) {
        this.port = port;
    }

    /** The address of a new, empty database. */
    public static synchronized String newDatabase() {
        try {
            if (running == null) {
                running = start();
            }
            String name = "test" + DATABASES.incrementAndGet();
            running.execute("CREATE DATABASE " + name);
            return running.uri(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static MariadbServer start() throws IOException, InterruptedException {
        Requirements.require(Files.isExecutable(PROGRAM), "a MariaDB server (Debian's package mariadb-server)");
        Path folder = DebianProgram.folder("mariadb");
        String data = "--datadir=" + folder.resolve("data");
        Path accounts = Files.writeString(folder.resolve("accounts.sql"), """
                CREATE USER tester@localhost IDENTIFIED BY 'p@ss/w:rd%?';
                CREATE USER tester@'127.0.0.1' IDENTIFIED BY 'p@ss/w:rd%?';
                GRANT ALL ON *.* TO tester@localhost;
                GRANT ALL ON *.* TO tester@'127.0.0.1';
                """);
        DebianProgram.run(
                folder,
                List.of(
                        "/usr/bin/mariadb-install-db",
                        "--no-defaults",
                        data,
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db"));
        int port = DebianProgram.freePort();
        Process process = DebianProgram.start(
                folder,
                List.of(
                        PROGRAM.toString(),
                        "--no-defaults",
                        data,
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--socket=" + folder.resolve("socket"),
                        "--pid-file=" + folder.resolve("pid"),
                        // A server that starts clears the tables of others out of a common one.
                        "--tmpdir=" + folder,
                        "--init-file=" + accounts,
                        "--character-set-server=utf8mb4",
                        "--collation-server=utf8mb4_general_ci",
                        "--innodb-flush-log-at-trx-commit=0",
                        "--max-connections=200"));
        DebianProgram.stopAtExit(process, "TERM", folder);
        var server = new MariadbServer(port);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                server.execute("SELECT 1");
                return server;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("MariaDB did not start: " + DebianProgram.output(folder), e);
                }
                Thread.sleep(20);
            }
        }
    }

    private String uri(String database) {
        return "mysql+pymysql://tester:p%%40ss%%2Fw%%3Ard%%25%%3F@127.0.0.1:%d/%s".formatted(port, database);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect(uri("mysql"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A connection beside the one under test. */
    public static Connection connect(String uri) throws SQLException {
        Connection connection = new MysqlConnections(ServerAddress.parse(uri), null).openWriter();
        connection.setAutoCommit(true);
        return connection;
    }
}
