package dev.millrace.artifacts;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** An open file of the local disk. */
final class LocalArtifact implements Artifact {

    private static final int BUFFER = 64 * 1024;

    private final FileChannel channel;
    private final long size;
    private final FileTime lastModified;

    LocalArtifact(FileChannel channel, FileTime lastModified) throws IOException {
        this.channel = channel;
        this.lastModified = lastModified;
        try {
            this.size = channel.size();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Instant lastModified() {
        return lastModified.toInstant();
    }

    @Override
    public String etag() {
        return "\"%x-%x\"".formatted(lastModified.to(TimeUnit.NANOSECONDS), size);
    }

    @Override
    public void copyTo(OutputStream out, long offset, long length) throws IOException {
        byte[] bytes = new byte[(int) Math.min(BUFFER, Math.max(1, length))];
        long at = offset;
        long end = offset + length;
        while (at < end) {
            int wanted = (int) Math.min(bytes.length, end - at);
            int read = channel.read(ByteBuffer.wrap(bytes, 0, wanted), at);
            if (read < 0) {
                throw new EOFException("The file became shorter while it was read");
            }
            out.write(bytes, 0, read);
            at += read;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
