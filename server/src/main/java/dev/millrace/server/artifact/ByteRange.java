package dev.millrace.server.artifact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file that was asked for by the header Range (RFC 9110, section 14).
 *
 * @param start the first byte
 * @param length how many bytes; 0 when the range lies behind the end of the file
 */
record ByteRange(long start, long length) {

    private static final Pattern SINGLE = Pattern.compile("(?i:bytes)\\s*=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /**
     * The range that a header means in a file of this size; null when the whole file is to be sent: there is no header, it is
     * malformed or of another unit, it asks for several ranges, which a server may ignore, or the file is empty.
     */
    static @Nullable ByteRange parse(@Nullable String header, long size) {
        Matcher matcher = SINGLE.matcher(header == null ? "" : header);
        if (!matcher.matches() || size == 0) {
            return null;
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? null : suffix(Long.parseLong(last), size);
        }
        long start = Long.parseLong(first);
        long end = last.isEmpty() ? size - 1 : Math.min(Long.parseLong(last), size - 1);
        if (!last.isEmpty() && Long.parseLong(last) < start) {
            return null;
        }
        return new ByteRange(start, start >= size ? 0 : end - start + 1);
    }

    private static ByteRange suffix(long wanted, long size) {
        long length = Math.min(wanted, size);
        return new ByteRange(size - length, length);
    }

    /** The header Content-Range. */
    String contentRange(long size) {
        return length == 0 ? "bytes */" + size : "bytes " + start + "-" + (start + length - 1) + "/" + size;
    }
}
