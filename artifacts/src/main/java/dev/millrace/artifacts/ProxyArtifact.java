package dev.millrace.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file whose first bytes are on their way. A part from its middle is asked for by itself. */
final class ProxyArtifact implements Artifact {

    private static final int BUFFER = 64 * 1024;
    private static final int OK = 200;
    private static final int PARTIAL = 206;

    private final ProxyConnection connection;
    private final URI uri;
    private final HttpURLConnection whole;
    private final long size;
    private final @Nullable String tag;
    private boolean used;

    /**
     * @param whole an answer with the file, of which nothing has been read yet
     * @param size in bytes
     */
    ProxyArtifact(ProxyConnection connection, URI uri, HttpURLConnection whole, long size) {
        this.connection = connection;
        this.uri = uri;
        this.whole = whole;
        this.size = size;
        this.tag = whole.getHeaderField("ETag");
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Instant lastModified() {
        long milliseconds = whole.getLastModified();
        return milliseconds == 0 ? Instant.now() : Instant.ofEpochMilli(milliseconds);
    }

    /** One of its own where the server gives none: nobody then takes two answers for the same. */
    @Override
    public String etag() {
        return tag == null || !tag.startsWith("\"") ? "\"" + UUID.randomUUID() + "\"" : tag;
    }

    @Override
    public void copyTo(OutputStream out, long offset, long length) throws IOException {
        if (length == 0) {
            return;
        }
        if (!used) {
            used = true;
            if (offset == 0) {
                copy(whole.getInputStream(), out, length);
                return;
            }
            // Nobody will read it, and the other server would wait for that.
            whole.disconnect();
        }
        HttpURLConnection answer =
                connection.send("GET", uri, Map.of("Range", "bytes=" + offset + "-" + (offset + length - 1)));
        int status = answer.getResponseCode();
        if (status != OK && status != PARTIAL || tag != null && !tag.equals(answer.getHeaderField("ETag"))) {
            answer.disconnect();
            throw new IOException("The artifact was replaced while it was read: " + uri);
        }
        try (InputStream in = answer.getInputStream()) {
            if (status == OK) {
                in.skipNBytes(offset);
            }
            copy(in, out, length);
        }
    }

    private void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("The server ended the answer too early: " + uri);
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    @Override
    public void close() {
        whole.disconnect();
    }
}
