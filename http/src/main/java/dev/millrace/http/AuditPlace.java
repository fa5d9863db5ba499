package dev.millrace.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of the log of changes go.
 *
 * @param synced the same where it is a file on a disk; null for all that cannot be synced
 * @param key by what the file system tells the open file from another one of its name; null for no file
 */
record AuditPlace(
        WritableByteChannel channel,
        @Nullable FileChannel synced,
        @Nullable Object key) implements Closeable {

    /** Who changes what is no business of other users of the machine. */
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static AuditPlace of(OutputStream out) {
        return new AuditPlace(Channels.newChannel(out), null, null);
    }

    /** The end of a file, which is made where there is none, at the beginning of a line. */
    static AuditPlace inFile(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), OWNER_ONLY);
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile() && endsWithinLine(file)) {
                channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            return new AuditPlace(channel, attributes.isRegularFile() ? channel : null, attributes.fileKey());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** As where the process or the machine was stopped while it wrote. A file that is only to be written tells nothing. */
    private static boolean endsWithinLine(Path file) throws IOException {
        try (FileChannel content = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return content.size() > 0 && content.read(last, content.size() - 1) == 1 && last.get(0) != '\n';
        } catch (AccessDeniedException unreadable) {
            return false;
        }
    }

    /** Whether this is what has the file's name now. */
    boolean isIn(Path file) throws IOException {
        try {
            return Objects.equals(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey(), key);
        } catch (NoSuchFileException e) {
            return key == null;
        }
    }

    void sync() throws IOException {
        if (synced != null) {
            synced.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
