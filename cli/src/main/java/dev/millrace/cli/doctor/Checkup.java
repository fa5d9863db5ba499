package dev.millrace.cli.doctor;

import dev.millrace.server.sql.FileSystems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Looks at the machine: tools, ports, disk. Changes nothing. */
public final class Checkup {
    private static final int NEEDED_JAVA = 25;
    private static final long SCARCE_BYTES = 2L << 30;

    private final Path folder;
    private final Path javaHome;

    /**
     * @param folder the folder in which Millrace would keep its data
     * @param javaHome the JDK that runs it
     */
    public Checkup(Path folder, Path javaHome) {
        this.folder = folder;
        this.javaHome = javaHome;
    }

    /** All findings, in the order in which they are worth reading. */
    public List<Finding> all() {
        List<Supplier<Finding>> checks = List.of(
                this::java,
                () -> tool("Maven", List.of("mvn"), "needed only to build a checkout", "install Maven"),
                () -> tool(
                        "Python",
                        List.of("python3", "python"),
                        "runs Python projects",
                        "Python projects and models other than ONNX will not run"),
                () -> tool(
                        "uv",
                        List.of("uv"),
                        "makes Python environments quickly",
                        "environments are made by venv and pip, which takes longer"),
                () -> tool("git", List.of("git"), "fetches projects from git", "projects from git URIs will not run"),
                this::disk,
                this::fileSystem,
                this::port);
        // Each asks another program, so all ask at once; the order of the answers stays.
        List<CompletableFuture<Finding>> running = checks.stream()
                .map(check -> CompletableFuture.supplyAsync(check, Thread::startVirtualThread))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }

    private Finding java() {
        int version = Runtime.version().feature();
        String text = Runtime.version() + " in " + javaHome;
        return version >= NEEDED_JAVA
                ? Finding.ok("Java", text)
                : Finding.problem("Java", text + "; Millrace needs " + NEEDED_JAVA + " or newer");
    }

    private static Finding tool(String name, List<String> programs, String use, String without) {
        for (String program : programs) {
            Optional<String> version = Tool.version(program);
            if (version.isPresent()) {
                return Finding.ok(name, version.get() + " (" + use + ")");
            }
        }
        return Finding.warning(name, "not found: " + without);
    }

    private Finding disk() {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            String text = String.format(Locale.ROOT, "%.1f GB free in %s", free / 1e9, folder);
            return free < SCARCE_BYTES
                    ? Finding.warning("Disk", text + "; writes fail when it is full")
                    : Finding.ok("Disk", text);
        } catch (IOException unreadable) {
            return Finding.problem("Disk", folder + " cannot be read: " + unreadable.getMessage());
        }
    }

    private Finding fileSystem() {
        return FileSystems.networkFileSystem(folder.resolve("mlflow.db"))
                .map(type -> Finding.warning(
                        "File system",
                        folder + " is a network share (" + type + "): SQLite's locks are not safe there; keep the"
                                + " database on a local disk"))
                .orElseGet(() -> Finding.ok("File system", folder + " is on a local disk"));
    }

    private Finding port() {
        int port = 5000;
        if (PortOwner.isFree("127.0.0.1", port)) {
            return Finding.ok("Port " + port, "free");
        }
        return Finding.warning(
                "Port " + port,
                "taken by " + PortOwner.describe(port).orElse("an unknown process")
                        + "; start the server with another one: --port 5001");
    }
}
