package dev.millrace.serving.python;

import dev.millrace.serving.model.InvalidModelException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts workers, and keeps what they share: the script and the folder of their sockets, which only the user may enter. */
final class WorkerLauncher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.millrace.serving.worker");
    private static final String SCRIPT = "millrace_worker.py";
    private static final String ERROR = "millrace-error: ";
    private static final int KEPT_LINES = 15;
    /** How long the last words of a process that ended are waited for; what it started may hold its output open. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final PythonCommand python;
    private final Path model;
    private final Path folder;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<Process> starting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    WorkerLauncher(PythonCommand python, Path model) throws IOException {
        this.python = python;
        this.model = model;
        this.folder = Files.createTempDirectory("millrace-");
        try (InputStream script = WorkerLauncher.class.getResourceAsStream(SCRIPT)) {
            if (script == null) {
                throw new IllegalStateException(SCRIPT + " is not among the program's files");
            }
            Files.copy(script, folder.resolve(SCRIPT));
        }
    }

    /**
     * Starts a process and waits until it has the model loaded.
     *
     * @throws InvalidModelException if it does not come to that; the message tells what Python said
     */
    Worker start() {
        Path socket = folder.resolve("worker-" + count.incrementAndGet());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            return connected(server, launch(socket));
        } catch (IOException e) {
            throw new InvalidModelException(
                    "Python cannot be started from " + python.executable() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidModelException("The start of Python was interrupted", e);
        } finally {
            deleteQuietly(socket);
        }
    }

    /** Waits until the process has the model loaded; one that does not come to that is ended. */
    private Worker connected(ServerSocketChannel server, Process process) throws IOException, InterruptedException {
        Deque<String> output = new ArrayDeque<>();
        boolean ready = false;
        starting.add(process);
        try {
            if (closed) {
                process.destroyForcibly();
            }
            // Reads of a pipe would hold one of the few threads that carry the virtual ones.
            Thread pump = Thread.ofPlatform().daemon().name("worker-output").start(() -> log(process, output));
            var unused = process.onExit().thenRun(() -> closeQuietly(server)); // ends the wait below
            try {
                Worker worker = accept(server, process);
                ready = true;
                return worker;
            } catch (ClosedChannelException e) {
                if (!pump.join(LAST_WORDS)) {
                    LOG.debug("The output of worker {} is still open after its end", process.pid());
                }
                throw new InvalidModelException(explain(output), e);
            }
        } finally {
            starting.remove(process);
            if (!ready) {
                process.destroyForcibly();
            }
        }
    }

    private Process launch(Path socket) throws IOException {
        var builder = new ProcessBuilder(
                        python.executable().toString(),
                        folder.resolve(SCRIPT).toString(),
                        socket.toString(),
                        model.toAbsolutePath().toString())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(python.environment());
        builder.environment().put("PYTHONUNBUFFERED", "1");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static Worker accept(ServerSocketChannel server, Process process) throws IOException {
        SocketChannel channel = server.accept();
        boolean ready = false;
        // The connection may outlive the process in what that has started, and then does not tell of its end.
        var watch = process.onExit().thenRun(() -> closeQuietly(channel));
        try {
            ready = channel.read(ByteBuffer.allocate(1)) == 1;
        } finally {
            watch.cancel(false);
            if (!ready) {
                channel.close();
            }
        }
        if (!ready) {
            process.destroyForcibly(); // so that its output ends, which tells why
            throw new ClosedChannelException();
        }
        return new Worker(process, channel);
    }

    /** Passes the process's output to the log and keeps the last lines. */
    private static void log(Process process, Deque<String> output) {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                LOG.info("[{}] {}", process.pid(), line);
                synchronized (output) {
                    output.addLast(line);
                    if (output.size() > KEPT_LINES) {
                        output.removeFirst();
                    }
                }
            }
        } catch (IOException e) {
            LOG.debug("The output of worker {} ended", process.pid(), e);
        }
    }

    private String explain(Deque<String> output) {
        synchronized (output) {
            for (String line : output) {
                if (line.startsWith(ERROR)) {
                    String reason = line.substring(ERROR.length());
                    String hint = reason.contains("has no module")
                            ? ". Install it there, or let an environment be made from the model's own requirements"
                                    + " (--env-manager uv or virtualenv)."
                            : "";
                    return "The model cannot be loaded in Python: " + reason + hint;
                }
            }
            return "Python ended before the model was loaded. Its last words:\n" + String.join("\n", output);
        }
    }

    private static void closeQuietly(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A socket could not be closed", e);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} could not be deleted", file, e);
        }
    }

    /** Ends processes that are still starting, and removes the shared files. */
    @Override
    public void close() {
        closed = true;
        starting.forEach(Process::destroyForcibly);
        deleteQuietly(folder.resolve(SCRIPT));
        deleteQuietly(folder);
    }
}
