package dev.millrace.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** Percent escapes in paths and addresses that clients send. What is no escape stays as it is, as in Python. */
final class Escapes {

    /** So often a text may be encoded; MLflow's limit, and what keeps the work in proportion to the text. */
    private static final int ROUNDS = 10;

    private Escapes() {}

    /** Decodes once; a plus stays, and bytes that are not UTF-8 become U+FFFD. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(UTF_8);
        byte[] decoded = new byte[bytes.length];
        int length = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '%' && at + 2 < bytes.length && hex(bytes[at + 1]) >= 0 && hex(bytes[at + 2]) >= 0) {
                decoded[length++] = (byte) ((hex(bytes[at + 1]) << 4) | hex(bytes[at + 2]));
                at += 2;
            } else {
                decoded[length++] = bytes[at];
            }
        }
        return new String(decoded, 0, length, UTF_8);
    }

    /** Decodes until nothing changes; null when the text is encoded more than ten times over. */
    static @Nullable String decodeFully(String text) {
        String current = text;
        for (int i = 0; i < ROUNDS; i++) {
            String decoded = decode(current);
            if (decoded.equals(current)) {
                return current;
            }
            current = decoded;
        }
        return null;
    }

    private static int hex(byte b) {
        return b < 0 ? -1 : Character.digit((char) b, 16);
    }
}
