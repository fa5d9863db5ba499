package dev.millrace.environments;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Environments by their content, each built once and kept in a folder of its own. A marker file, written last, tells a
 * complete one; what an interrupted build left is built anew, from the packages that pip or uv fetched and keep. A file
 * lock lets one process build while the others wait.
 */
public final class PythonEnvironments {
    private static final String MARKER = ".millrace-complete";
    /** A file lock excludes other processes only; within this one, threads take turns here. */
    private static final Map<Path, ReentrantLock> BUILDING = new ConcurrentHashMap<>();

    private final EnvironmentsConfig config;
    private final Interpreters interpreters;

    public PythonEnvironments(EnvironmentsConfig config) {
        this.config = config;
        this.interpreters = new Interpreters(config);
    }

    /** Whether a Python of this version, or with null any that MLflow runs on, can be had without building anything. */
    public boolean hasPython(@Nullable PythonVersion version) {
        return version == null
                ? interpreters.findAny().isPresent()
                : interpreters.nearest(version).isPresent();
    }

    /** Version and path of the Python that is used where none is asked for; empty where none is new enough. */
    public Optional<String> usualPython() {
        return interpreters.findAny().map(found -> found.version() + " in " + found.executable());
    }

    /**
     * The environment that the tool makes of this, built now if it is not there yet.
     *
     * @param listener gets a line now and then of what is being done
     * @throws EnvironmentException if no fitting Python is installed, or a package cannot be installed
     */
    public PythonEnvironment get(EnvironmentSpec spec, EnvironmentTool tool, Consumer<String> listener) {
        return switch (tool) {
            case LOCAL -> local();
            case VIRTUALENV ->
                kept(spec, new VenvBuilder(config, interpreters.choose(spec.python(), listener)), listener);
            case UV -> kept(spec, UvBuilder.choose(config, interpreters, spec.python()), listener);
        };
    }

    private PythonEnvironment local() {
        Path python = config.findProgram("python")
                .or(() -> config.findProgram("python3"))
                .orElse(Path.of("python"));
        return new PythonEnvironment(null, python);
    }

    private PythonEnvironment kept(EnvironmentSpec spec, EnvironmentBuilder builder, Consumer<String> listener) {
        Path folder = config.root().resolve("millrace-" + spec.key(builder.name()));
        PythonEnvironment environment = PythonEnvironment.in(folder);
        if (isComplete(folder)) {
            return environment;
        }
        ReentrantLock lock = BUILDING.computeIfAbsent(folder, _ -> new ReentrantLock());
        lock.lock();
        try {
            Files.createDirectories(config.root());
            build(spec, builder, folder, listener);
        } catch (IOException e) {
            throw new EnvironmentException("Cannot make the environment " + folder + ": " + e, e);
        } finally {
            lock.unlock();
        }
        return environment;
    }

    private static void build(EnvironmentSpec spec, EnvironmentBuilder builder, Path folder, Consumer<String> listener)
            throws IOException {
        Path lockFile = folder.resolveSibling(folder.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = lock(channel, folder, listener)) {
            if (isComplete(folder)) {
                return;
            }
            if (Files.exists(folder)) {
                listener.accept("An earlier build of " + folder + " was not finished: building it anew");
                Folders.delete(folder);
            }
            listener.accept("Building a Python environment in " + folder + " with " + builder.name());
            long start = System.nanoTime();
            try {
                builder.build(spec, folder, listener);
            } catch (EnvironmentException failed) {
                // Hundreds of megabytes, maybe, that nobody would come back for.
                try {
                    Folders.delete(folder);
                } catch (IOException left) {
                    failed.addSuppressed(left);
                }
                throw failed;
            }
            Files.writeString(folder.resolve(MARKER), String.join("\n", spec.dependencies()) + "\n");
            listener.accept("The environment is ready after " + (System.nanoTime() - start) / 1_000_000_000 + " s");
        }
    }

    private static FileLock lock(FileChannel channel, Path folder, Consumer<String> listener) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock != null) {
            return lock;
        }
        listener.accept("Another process builds " + folder + ": waiting for it");
        return channel.lock();
    }

    /** A complete environment whose Python has since been uninstalled is not one. */
    private static boolean isComplete(Path folder) {
        return Files.exists(folder.resolve(MARKER))
                && Files.isExecutable(PythonEnvironment.in(folder).python());
    }
}
