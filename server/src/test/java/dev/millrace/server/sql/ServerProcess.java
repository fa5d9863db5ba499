package dev.millrace.server.sql;

import dev.millrace.server.Server;
import dev.millrace.server.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A tracking server in a process of its own, so that it can be watched and killed. */
public final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** What runs in the process. Arguments: the database file, the pragma synchronous, the file for the port. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        var config = ServerConfig.of(
                "127.0.0.1",
                0,
                "sqlite:///" + file,
                file.resolveSibling("artifacts").toString());
        Server server = Server.start(config, Database.open(config.database(), arguments[1]));
        Path partial = Path.of(arguments[2] + ".tmp");
        Files.writeString(partial, Integer.toString(server.port()));
        Files.move(partial, Path.of(arguments[2]));
        Thread.currentThread().join();
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param prefix a program that starts the server instead of us, as a tracer; empty for none
     */
    static ServerProcess start(Path database, String synchronous, List<String> prefix) throws Exception {
        Path portFile = Files.createTempFile(database.getParent(), "port", "");
        Files.delete(portFile);
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ServerProcess.class.getName(),
                database.toString(),
                synchronous,
                portFile.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(database.resolveSibling("server.log").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(portFile)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("The server did not start: "
                        + Files.readString(database.resolveSibling("server.log"), StandardCharsets.UTF_8));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        return new ServerProcess(process, Integer.parseInt(Files.readString(portFile)));
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Ends the process at once, as {@code kill -9} does, with everything that it started. */
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
