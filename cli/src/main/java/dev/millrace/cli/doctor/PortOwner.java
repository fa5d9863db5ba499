package dev.millrace.cli.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Says which process listens on a port, from {@code /proc} on Linux and by {@code lsof} elsewhere. */
public final class PortOwner {
    private static final String LISTENING = "0A";
    private static final Pattern WORD_END = Pattern.compile("\0");

    private PortOwner() {}

    /** Whether a server could listen there now. */
    public static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the server itself does it: a port that only rests after its last connection is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** E.g. {@code process 4711 (a Millrace server in /srv/ml)}; empty when this user may not see it. */
    public static Optional<String> describe(int port) {
        if (!Files.isDirectory(Path.of("/proc/net"))) {
            return byLsof(port);
        }
        Set<String> sockets = new HashSet<>();
        sockets.addAll(listening(Path.of("/proc/net/tcp"), port));
        sockets.addAll(listening(Path.of("/proc/net/tcp6"), port));
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    return Optional.of("process " + process.getFileName() + " (" + command(process) + ")");
                }
            }
        } catch (IOException unreadable) {
            return Optional.empty();
        }
        return Optional.of("a process of another user");
    }

    /** The inodes of sockets that listen on the port, written as links in {@code /proc/PID/fd} show them. */
    private static Set<String> listening(Path table, int port) {
        Set<String> found = new HashSet<>();
        String suffix = ":%04X".formatted(port);
        try {
            for (String line : Files.readAllLines(table)) {
                String[] columns = line.strip().split(" +", -1);
                if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTENING)) {
                    found.add("socket:[" + columns[9] + "]");
                }
            }
        } catch (IOException unreadable) {
            return Set.of();
        }
        return found;
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException goneOrForbidden) {
            return false;
        }
        return false;
    }

    private static String command(Path process) {
        try {
            String words = new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
            return ProgramName.of(WORD_END.splitAsStream(words).toList(), folder(process));
        } catch (IOException gone) {
            return "command unknown";
        }
    }

    private static String folder(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).toString();
        } catch (IOException forbidden) {
            return "an unknown folder";
        }
    }

    private static Optional<String> byLsof(int port) {
        return Tool.run(List.of("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-Fpc"))
                .map(lines -> lines.lines()
                        .filter(line -> line.startsWith("p") || line.startsWith("c"))
                        .limit(2)
                        .map(line ->
                                line.startsWith("p") ? "process " + line.substring(1) : "(" + line.substring(1) + ")")
                        .reduce((left, right) -> left + " " + right)
                        .orElse("an unknown process"));
    }
}
