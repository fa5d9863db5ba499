package dev.millrace.artifacts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream of unknown length taken apart into parts, of which one at a time is in memory: services want to know the length of
 * what they are sent, and to be sent it again when it was lost on the way.
 */
public final class Parts {

    private static final int FIRST_BUFFER = 64 * 1024;

    private final InputStream content;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int length;
    private boolean ended;

    /** @param content is not closed */
    public Parts(InputStream content) {
        this.content = content;
    }

    /**
     * Reads the next part in place of the one before.
     *
     * @param size how many bytes it has, unless the stream ends before
     */
    public void next(int size) throws IOException {
        length = 0;
        while (length < size) {
            if (length == buffer.length) {
                buffer = Arrays.copyOf(buffer, (int) Math.min(size, 2L * buffer.length));
            }
            int read = content.read(buffer, length, Math.min(size, buffer.length) - length);
            if (read < 0) {
                ended = true;
                return;
            }
            length += read;
        }
    }

    /** True when the stream has no more than the present part. */
    public boolean ended() {
        return ended;
    }

    /** How many bytes the present part has. */
    public int length() {
        return length;
    }

    /** The bytes of the present part from its beginning on; of use until the next one is read. */
    public InputStream open() {
        return new ByteArrayInputStream(buffer, 0, length);
    }

    /** The array that holds the present part in its first bytes. */
    public byte[] array() {
        return buffer;
    }
}
