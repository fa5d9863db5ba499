package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Percent-encoding in paths and query strings. Never fails: what is not an escape stands for itself. */
public final class Percent {

    private Percent() {}

    /** Decodes a path: {@code %XX} to UTF-8, a plus stays; bytes that are not UTF-8 become U+FFFD. */
    public static String decode(String encoded) {
        return decode(encoded, false);
    }

    /** The parameters of a query string, or of a form that was sent as one, in order. */
    public static Map<String, List<String>> parseQuery(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int start = 0;
        while (start < query.length()) {
            int end = query.indexOf('&', start);
            if (end < 0) {
                end = query.length();
            }
            if (end > start) {
                String pair = query.substring(start, end);
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
                parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
            }
            start = end + 1;
        }
        return parameters;
    }

    private static String decode(String encoded, boolean plusIsSpace) {
        if (encoded.indexOf('%') < 0) {
            return plusIsSpace ? encoded.replace('+', ' ') : encoded;
        }
        StringBuilder decoded = new StringBuilder(encoded.length());
        byte[] run = new byte[encoded.length() / 3];
        int at = 0;
        while (at < encoded.length()) {
            int length = 0;
            while (isEscape(encoded, at)) {
                run[length++] = (byte) (Character.digit(encoded.charAt(at + 1), 16) << 4
                        | Character.digit(encoded.charAt(at + 2), 16));
                at += 3;
            }
            if (length > 0) {
                decoded.append(new String(run, 0, length, UTF_8));
            } else {
                char c = encoded.charAt(at++);
                decoded.append(plusIsSpace && c == '+' ? ' ' : c);
            }
        }
        return decoded.toString();
    }

    private static boolean isEscape(String text, int at) {
        return at + 2 < text.length()
                && text.charAt(at) == '%'
                && isHex(text.charAt(at + 1))
                && isHex(text.charAt(at + 2));
    }

    private static boolean isHex(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }
}
