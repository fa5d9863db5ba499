package dev.millrace.server.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file beside the database that says which Millrace server uses it. Commit groups and caches of one server know
 * nothing of those of another, so a second one is refused. The operating system's lock on the file decides, and it ends
 * with its process; the process id in the file is for people.
 */
final class ServerLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private ServerLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws DatabaseRefused where another server, named in the message, holds the lock */
    static ServerLock take(Path database) {
        Path file = database.resolveSibling(database.getFileName() + ".millrace.lock");
        try {
            while (true) {
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                if (tryLock(channel) == null) {
                    channel.close();
                    throw new DatabaseRefused(
                            "The database %s is in use by another Millrace server (process %s). Stop that one first, or use another database."
                                    .formatted(database, Files.readString(file).strip()));
                }
                if (isStill(channel, file)) {
                    return new ServerLock(file, channel);
                }
                // Its owner deleted the file between our opening and our locking it.
                channel.close();
            }
        } catch (IOException e) {
            throw new DatabaseRefused(
                    "The folder of the database %s cannot be written: %s".formatted(database, e.getMessage()), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Writes our process id and finds it again under the file's name, or finds another file there. */
    private static boolean isStill(FileChannel channel, Path file) throws IOException {
        String own = ProcessHandle.current().pid() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(own.getBytes(StandardCharsets.UTF_8)), 0);
        return Files.exists(file) && Files.readString(file).equals(own);
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
