package dev.millrace.server.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes an answer of HTTP/1.1 apart, as far as it has come. */
final class AnswerReader {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
    private static final String END_OF_HEAD = "\r\n\r\n";

    private AnswerReader() {}

    /**
     * Reads an answer.
     *
     * @param more whether more of it may come
     * @return null where more has to come first
     * @throws IOException where it is no answer
     */
    static Post.@Nullable Answer read(byte[] bytes, boolean more) throws IOException {
        // A byte is a character here, so that lengths are those of the wire.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        while (true) {
            int end = text.indexOf(END_OF_HEAD);
            if (end < 0) {
                if (!more && !text.isEmpty()) {
                    throw new IOException("the answer is no HTTP, or its head is too long");
                }
                return null;
            }
            String[] lines = text.substring(0, end).split("\r\n");
            Matcher line = STATUS.matcher(lines[0]);
            if (!line.matches()) {
                throw new IOException("the answer is no HTTP/1.1");
            }
            int status = Integer.parseInt(line.group(1));
            String rest = text.substring(end + END_OF_HEAD.length());
            if (status >= 200) {
                Map<String, String> headers = headers(lines);
                String body = body(headers, rest, more);
                return body == null ? null : new Post.Answer(status, headers, utf8(body));
            }
            text = rest;
        }
    }

    private static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return headers;
    }

    /** The body; null where it has not come whole and more may come. */
    private static @Nullable String body(Map<String, String> headers, String rest, boolean more) {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunked(rest, more);
        }
        String announced = headers.getOrDefault("content-length", "");
        if (announced.matches("\\d{1,9}")) {
            int length = Integer.parseInt(announced);
            return rest.length() >= length ? rest.substring(0, length) : more ? null : rest;
        }
        return more ? null : rest;
    }

    private static @Nullable String chunked(String rest, boolean more) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            int line = rest.indexOf("\r\n", at);
            if (line < 0) {
                return more ? null : body.toString();
            }
            String size = rest.substring(at, line).split(";", 2)[0].strip();
            int length = size.matches("[0-9a-fA-F]{1,7}") ? Integer.parseInt(size, 16) : 0;
            if (length == 0) {
                return body.toString();
            }
            int start = line + 2;
            body.append(rest, start, Math.min(start + length, rest.length()));
            if (start + length + 2 > rest.length()) {
                return more ? null : body.toString();
            }
            at = start + length + 2;
        }
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
