package dev.millrace.artifacts;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/**
 * A file of a store, open for reading. When the file is replaced meanwhile, it goes on giving the bytes of the former one or
 * fails; it never mixes the two.
 */
public interface Artifact extends AutoCloseable {

    /** The length in bytes. */
    long size();

    /** When it was written. */
    Instant lastModified();

    /** A strong entity tag in quotes: another one for each content of the same path. */
    String etag();

    /** Copies {@code length} bytes from {@code offset} on; both lie within the file. */
    void copyTo(OutputStream out, long offset, long length) throws IOException;

    @Override
    void close() throws IOException;
}
