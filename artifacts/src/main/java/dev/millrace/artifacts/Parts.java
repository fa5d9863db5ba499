package dev.millrace.artifacts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream of unknown length taken apart into parts, of which one at a time is in memory: services want to know the length of
 * what they are sent, and to be sent it again when it was lost on the way.
 */
public final class Parts implements AutoCloseable {

    private static final int FIRST_BUFFER = TransferBudget.UNIT;

    private final InputStream content;
    private final TransferBudget budget;
    private TransferBudget.@Nullable Room room;
    private int allowed = FIRST_BUFFER;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int length;
    private boolean ended;

    /**
     * @param content is not closed
     * @param budget what parts take their room from that are not small
     */
    public Parts(InputStream content, TransferBudget budget) {
        this.content = content;
        this.budget = budget;
    }

    /**
     * Reads the next part in place of the one before.
     *
     * @param size how many bytes it has, unless the stream ends before
     * @throws dev.millrace.api.ApiException {@code TEMPORARILY_UNAVAILABLE} where other transfers leave no memory for it
     */
    public void next(int size) throws IOException {
        length = 0;
        if (allowed > FIRST_BUFFER && size > allowed) {
            // Larger than the parts before: their array goes first, so that there are never both.
            buffer = new byte[0];
            allow(size);
            buffer = new byte[size];
        }
        while (length < size) {
            if (length == buffer.length) {
                allow(size);
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

    private void allow(int size) throws IOException {
        if (size > allowed) {
            close();
            room = budget.take(size);
            allowed = size;
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

    /** Gives the room of the present part back, which is of no use then. */
    @Override
    public void close() {
        if (room != null) {
            room.close();
            room = null;
        }
    }
}
