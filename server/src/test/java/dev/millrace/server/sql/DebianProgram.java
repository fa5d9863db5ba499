package dev.millrace.server.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs database servers of Debian's packages for tests: in a folder of their own, never as root, which they refuse. Where
 * the tests run as root, the programs run as {@code nobody}.
 */
final class DebianProgram {
    private static final String USER = "nobody";

    private DebianProgram() {}

    /** A new folder below the temporary one that the programs may write to; it is deleted when the JVM ends. */
    static Path folder(String name) throws IOException {
        Path folder = Files.createTempDirectory("millrace-" + name);
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        }
        return folder;
    }

    /** The command line, as a user that is not root. */
    static List<String> command(List<String> command) throws IOException {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=nogroup", "--clear-groups", "--"));
        }
        all.addAll(command);
        return all;
    }

    /** Starts a program with its output in a file of the folder. */
    static Process start(Path folder, List<String> command) throws IOException {
        return new ProcessBuilder(command(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolveSibling(folder.getFileName() + ".log").toFile()))
                .start();
    }

    /** What the programs of this folder have said. */
    static String output(Path folder) throws IOException {
        return Files.readString(folder.resolveSibling(folder.getFileName() + ".log"));
    }

    /** Runs a program to its end, which has to be a good one. */
    static void run(Path folder, List<String> command) throws IOException, InterruptedException {
        Process process = start(folder, command);
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(command.getFirst() + " failed: " + output(folder));
        }
    }

    /** Ends the server when the JVM ends, by this signal, and deletes its folder. */
    static void stopAtExit(Process server, String signal, Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid()))
                        .start()
                        .waitFor();
                if (!server.waitFor(20, TimeUnit.SECONDS)) {
                    server.destroyForcibly();
                }
                delete(folder);
                Files.deleteIfExists(folder.resolveSibling(folder.getFileName() + ".log"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** A port of the loopback address that nobody listens on. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The newest folder that matches, or null. */
    static Path newest(Path parent, String pattern) throws IOException {
        if (!Files.isDirectory(parent)) {
            return null;
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, pattern)) {
            folders.forEach(found::add);
        }
        return found.stream()
                .max(Comparator.comparingInt(
                        path -> Integer.parseInt(path.getFileName().toString())))
                .orElse(null);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
