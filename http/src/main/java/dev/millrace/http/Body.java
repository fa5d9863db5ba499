package dev.millrace.http;

import java.io.IOException;
import java.io.OutputStream;

/** What an answer carries: bytes that are there already, or a stream that is produced while it is sent. */
public sealed interface Body {

    /** The body of an answer that has none. */
    Bytes EMPTY = new Bytes(new byte[0]);

    /** A body in memory. The array is not copied; do not change it afterwards. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody, and a copy per answer would be waste
    record Bytes(byte[] bytes) implements Body {}

    /**
     * A body that is written while it is sent, at the client's pace.
     *
     * @param length its exact length in bytes, or -1 when it is not known beforehand
     */
    record Stream(long length, Writer writer) implements Body {}

    /** Writes a body. It need not flush or close the stream; when it throws, the connection is cut. */
    @FunctionalInterface
    interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }
}
