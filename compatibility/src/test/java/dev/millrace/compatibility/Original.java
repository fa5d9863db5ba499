package dev.millrace.compatibility;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * MLflow's own tracking server on the kind of database that the build tests, and local files, started anew for each
 * scenario. On a database server it finds the schema made, since its own migrations take many times longer.
 */
final class Original implements Subject {

    private static final Duration START = Duration.ofSeconds(60);

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    Original(MlflowInstallation installation, Path scratch) throws IOException {
        Path script = CompatibilityConfig.root().resolve("compatibility/src/test/python/original.py");
        process = new ProcessBuilder(
                        installation.python().toString(),
                        script.toString(),
                        scratch.resolve("template.db").toString())
                .redirectError(scratch.resolve("original.log").toFile())
                .start();
        commands = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        awaitAnswer();
    }

    @Override
    public URI start(Path folder) throws IOException {
        int port = freePort();
        String database = TestDatabase.chosen() == TestDatabase.SQLITE ? "" : " " + preparedDatabase(folder);
        tell("start " + port + " " + folder + database);
        URI server = URI.create("http://127.0.0.1:" + port);
        Instant deadline = Instant.now().plus(START);
        while (!CommandServer.answers(server, "")) {
            if (Instant.now().isAfter(deadline)) {
                throw new IOException("the original does not answer");
            }
            LockSupport.parkNanos(20_000_000);
        }
        return server;
    }

    /** An empty database of the kind that the build tests, with its schema on a database server. */
    static String preparedDatabase(Path folder) {
        TestDatabase kind = TestDatabase.chosen();
        String uri = kind.uri(folder);
        if (kind != TestDatabase.SQLITE) {
            Database.open(DatabaseConfig.of(uri)).close();
        }
        return uri;
    }

    private void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        awaitAnswer();
    }

    private void awaitAnswer() throws IOException {
        if (!"ok".equals(answers.readLine())) {
            throw new IOException("the original could not be started, see original.log beside its data");
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        tell("stop");
        commands.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
    }
}
