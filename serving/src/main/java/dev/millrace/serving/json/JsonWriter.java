package dev.millrace.serving.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON into a growing array of bytes, byte for byte as Python's {@code json.dump} would: ASCII only, a space
 * after commas and colons, floating point in Python's notation. The one difference: a number that JSON cannot hold
 * (NaN, infinities) becomes {@code null}. Not thread-safe; {@link #clear()} makes it ready for the next text.
 */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final int FIRST_SIZE = 1024;
    /** A longer array than this is not kept. */
    private static final int KEPT_SIZE = 4 << 20;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int size;

    /** Forgets what was written, and gives up the memory for it if it is much. */
    public void clear() {
        size = 0;
        if (bytes.length > KEPT_SIZE) {
            bytes = new byte[FIRST_SIZE];
        }
    }

    /** How many bytes fit in without new memory. */
    int capacity() {
        return bytes.length;
    }

    /** What was written so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Writes ASCII text as it is. */
    @SuppressWarnings("deprecation") // the fastest way to copy text that is known to be ASCII
    public JsonWriter raw(String ascii) {
        int length = ascii.length();
        reserve(length);
        ascii.getBytes(0, length, bytes, size);
        size += length;
        return this;
    }

    /** Writes {@code ", "} unless this is the first of a row of values. */
    public JsonWriter separator(boolean first) {
        return first ? this : raw(", ");
    }

    /** Writes a whole number. */
    public JsonWriter number(long value) {
        return raw(Long.toString(value));
    }

    /** Writes a floating point number in the shortest form that reads back equal; null if it is not finite. */
    public JsonWriter number(double value) {
        return raw(Double.isFinite(value) ? PythonNumbers.text(value) : "null");
    }

    /** Writes {@code true} or {@code false}. */
    public JsonWriter bool(boolean value) {
        return raw(value ? "true" : "false");
    }

    /** Writes a quoted string; everything beyond ASCII is escaped. */
    public JsonWriter string(String value) {
        reserve(value.length() * 6 + 2);
        bytes[size++] = '"';
        for (int i = 0; i < value.length(); i++) {
            character(value.charAt(i));
        }
        bytes[size++] = '"';
        return this;
    }

    private void character(char c) {
        switch (c) {
            case '"', '\\' -> escape((byte) c);
            case '\n' -> escape((byte) 'n');
            case '\r' -> escape((byte) 'r');
            case '\t' -> escape((byte) 't');
            case '\b' -> escape((byte) 'b');
            case '\f' -> escape((byte) 'f');
            default -> {
                if (c >= 0x20 && c < 0x7f) {
                    bytes[size++] = (byte) c;
                } else {
                    escape((byte) 'u');
                    for (int shift = 12; shift >= 0; shift -= 4) {
                        bytes[size++] = HEX[(c >> shift) & 0xf];
                    }
                }
            }
        }
    }

    private void escape(byte letter) {
        bytes[size++] = '\\';
        bytes[size++] = letter;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
