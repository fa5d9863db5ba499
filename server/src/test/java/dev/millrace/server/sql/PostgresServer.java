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

/** A PostgreSQL server on a free port of this machine, started for the first test that asks and stopped with the JVM. */
public final class PostgresServer {
    /** Letters with a meaning in addresses. */
    static final String PASSWORD = "p@ss/w:rd%?";

    private static final String ENCODED_PASSWORD = "p%40ss%2Fw%3Ard%25%3F";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static PostgresServer running;

    private final int port;

    private PostgresServer(int port) {
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

    private static PostgresServer start() throws IOException, InterruptedException, SQLException {
        Path version = DebianProgram.newest(Path.of("/usr/lib/postgresql"), "[0-9]*");
        Requirements.require(version != null, "a PostgreSQL server (Debian's package postgresql)");
        Path programs = version.resolve("bin");
        Path folder = DebianProgram.folder("postgresql");
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        DebianProgram.run(
                folder,
                List.of(
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + folder.resolve("data"),
                        "--username=tester",
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8",
                        "--no-sync"));
        int port = DebianProgram.freePort();
        Process process = DebianProgram.start(
                folder,
                List.of(
                        programs.resolve("postgres").toString(),
                        "-D",
                        folder.resolve("data").toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "fsync=off",
                        "-c",
                        "max_connections=200"));
        DebianProgram.stopAtExit(process, "INT", folder);
        var server = new PostgresServer(port);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                server.execute("SELECT 1");
                return server;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("PostgreSQL did not start: " + DebianProgram.output(folder), e);
                }
                Thread.sleep(20);
            }
        }
    }

    private String uri(String database) {
        return "postgresql+psycopg2://tester:%s@127.0.0.1:%d/%s".formatted(ENCODED_PASSWORD, port, database);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect(uri("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A connection beside the one under test. */
    public static Connection connect(String uri) throws SQLException {
        Connection connection = new PostgresConnections(ServerAddress.parse(uri)).openWriter();
        connection.setAutoCommit(true);
        return connection;
    }
}
