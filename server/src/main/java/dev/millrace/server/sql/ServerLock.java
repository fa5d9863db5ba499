package dev.millrace.server.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file beside the database that says which process of Millrace uses it. Commit groups and caches of one server know
 * nothing of those of another, so a second one is refused. Commands have it for a moment only, which is waited for. The operating system's lock on the file decides, and it ends
 * with its process; the process id in the file is for people. The file stays: were it deleted, one server could lock
 * the deleted file while another one locks its successor.
 */
public final class ServerLock implements AutoCloseable {
    /**
     * The files that this process has locked. It must not open one of them again, not even to read it: a POSIX system
     * drops all locks of a process on a file as soon as the process closes the file anywhere.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final int LONGEST_PID = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Path file;
    private final FileChannel channel;

    private ServerLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock, for which another process is waited for two seconds.
     *
     * @throws DatabaseInUse where that one, named in the message, still holds it
     */
    public static ServerLock take(Path database) {
        Path file;
        try {
            Path real = real(database.toAbsolutePath());
            file = real.resolveSibling(real.getFileName() + ".millrace.lock");
        } catch (IOException e) {
            throw unwritable(database, e);
        }
        String own = String.valueOf(ProcessHandle.current().pid());
        if (!HELD.add(file)) {
            throw inUse(database, own);
        }
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (channel.tryLock() == null) {
                    if (System.nanoTime() > deadline) {
                        throw inUse(database, textOf(channel));
                    }
                    pause();
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap((own + "\n").getBytes(StandardCharsets.UTF_8)), 0);
                taken = true;
                return new ServerLock(file, channel);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw unwritable(database, e);
        } finally {
            if (!taken) {
                HELD.remove(file);
            }
        }
    }

    /** The file itself, whatever links lead to it, so that each way to it meets the same lock. It need not exist yet. */
    private static Path real(Path database) throws IOException {
        try {
            return database.toRealPath();
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(database)) {
                return real(database.resolveSibling(Files.readSymbolicLink(database)));
            }
            Path folder = database.getParent();
            return folder == null ? database : folder.toRealPath().resolve(database.getFileName());
        }
    }

    private static DatabaseRefused unwritable(Path database, IOException e) {
        Path folder = database.toAbsolutePath().getParent();
        if (folder != null && !Files.exists(folder)) {
            return new DatabaseRefused("There is no folder %s for the database: make it first.".formatted(folder), e);
        }
        return new DatabaseRefused(
                "The folder of the database %s cannot be written: %s. Give this user the right to, or choose another file."
                        .formatted(database, e.getMessage()),
                e);
    }

    private static DatabaseInUse inUse(Path database, String process) {
        String which = process.isEmpty() ? "" : " (process " + process + ")";
        return new DatabaseInUse(
                "The database %s is in use by another Millrace server%s. Stop that one first, or name another database."
                        .formatted(database, which));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseRefused("Interrupted while waiting for the database.", e);
        }
    }

    private static String textOf(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_PID);
        channel.read(text, 0);
        return StandardCharsets.UTF_8.decode(text.flip()).toString().strip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }
}
