package dev.millrace.cli.doctor;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.cli.ui.InstalledUi;
import dev.millrace.client.ClientConfig;
import dev.millrace.client.TrackingClient;
import dev.millrace.environments.EnvironmentsConfig;
import dev.millrace.environments.PythonEnvironments;
import dev.millrace.server.sql.FileSystems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Looks at the machine: tools, ports, disk. Changes nothing. */
public final class Checkup {
    private static final int NEEDED_JAVA = 25;
    private static final long SCARCE_BYTES = 2L << 30;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Path folder;
    private final Path javaHome;
    private final Map<String, String> variables;
    private final Supplier<Finding> port;

    /**
     * What is to be looked at.
     *
     * @param folder the folder in which Millrace would keep its data
     * @param javaHome the JDK that runs it
     * @param variables environment variables, by which Python is found
     * @param port looks at the port of the server
     */
    public Checkup(Path folder, Path javaHome, Map<String, String> variables, Supplier<Finding> port) {
        this.folder = folder;
        this.javaHome = javaHome;
        this.variables = variables;
        this.port = port;
    }

    /** All findings, in the order in which they are worth reading. */
    public List<Finding> all() {
        List<Supplier<Finding>> checks = new ArrayList<>(List.of(
                this::java,
                () -> tool("Maven", List.of("mvn"), "needed only to build a checkout", "install Maven"),
                this::python,
                () -> tool(
                        "uv",
                        List.of("uv"),
                        "makes Python environments quickly",
                        "environments are made by venv and pip, which takes longer"),
                this::webUi,
                () -> tool("git", List.of("git"), "fetches projects from git", "projects from git URIs will not run"),
                this::disk,
                this::fileSystem,
                port));
        String tracking = variables.getOrDefault("MLFLOW_TRACKING_URI", "").strip();
        if (tracking.startsWith("http")) {
            checks.add(() -> trackingServer(tracking));
        }
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

    /** By the search of the runner itself, which also looks where no PATH leads. */
    private Finding python() {
        return new PythonEnvironments(EnvironmentsConfig.of(variables))
                .usualPython()
                .map(found -> Finding.ok("Python", "Python " + found + " (runs Python projects)"))
                .orElseGet(() -> Finding.warning(
                        "Python",
                        "none of 3.10 or newer found: Python projects and models other than ONNX will not run"
                                + " unless uv is there to fetch one"));
    }

    private Finding webUi() {
        return InstalledUi.find(variables)
                .map(ui ->
                        Finding.ok("Web UI", "mlflow " + ui.version() + " in " + ui.folder() + " (server --ui mlflow)"))
                .orElseGet(() -> Finding.warning(
                        "Web UI",
                        "no mlflow package with one found: server --ui mlflow needs one (pip install mlflow)"));
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

    /** Whether it answers, and takes the login. */
    private Finding trackingServer(String uri) {
        try {
            ClientConfig server = ClientConfig.of(uri, variables).withRetries(0).withTimeout(PATIENCE);
            new TrackingClient(server).findExperiment("Default");
            return Finding.ok("Tracking", server.server() + " answers (MLFLOW_TRACKING_URI)");
        } catch (ApiException trouble) {
            // Who may not see that experiment is known there all the same.
            return trouble.code() == ErrorCode.PERMISSION_DENIED
                    ? Finding.ok("Tracking", "MLFLOW_TRACKING_URI answers")
                    : Finding.warning("Tracking", "MLFLOW_TRACKING_URI: " + trouble.message());
        }
    }

    /** Whether the port is that of a server on this machine at this address. */
    private static boolean isPortOf(String uri, int port) {
        return uri.strip().matches("https?://(127\\.0\\.0\\.1|localhost|\\[::1]):" + port + "(/.*)?");
    }

    /**
     * Whether a server could listen there; 0 is any free port.
     *
     * @param tracking the address of the tracking server in use, which may be the one that listens there; "" for none
     */
    public static Finding port(String host, int port, String tracking) {
        if (PortOwner.isFree(host, port)) {
            return Finding.ok("Port " + port, port == 0 ? "any free one is taken" : "free");
        }
        if (PortOwner.isFree("127.0.0.1", port)) {
            return Finding.problem("Port " + port, "this machine cannot listen on " + host);
        }
        if (isPortOf(tracking, port)) {
            return Finding.ok("Port " + port, "taken; MLFLOW_TRACKING_URI names a server there");
        }
        return Finding.warning(
                "Port " + port,
                "taken by " + PortOwner.describe(port).orElse("an unknown process")
                        + "; start the server with another one: --port " + (port < 65_535 ? port + 1 : 5000));
    }
}
