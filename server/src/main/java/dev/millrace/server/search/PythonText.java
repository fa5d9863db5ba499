package dev.millrace.server.search;

import dev.millrace.api.ApiException;

/** Texts inside a list, which the original hands to Python: {@code 'it\'s'}, {@code "tab\t"}. */
final class PythonText {
    private PythonText() {}

    /** The value of a text in single or double quotes. */
    static String value(String literal) {
        char quote = literal.charAt(0);
        String inner = literal.substring(1, literal.length() - 1);
        if (inner.indexOf('\\') < 0 && inner.indexOf(quote) < 0) {
            return inner;
        }
        var value = new StringBuilder(inner.length());
        int i = 0;
        while (i < inner.length()) {
            char c = inner.charAt(i);
            if (c == quote) {
                // A doubled quote ends one text and begins the next, and neighbours are joined.
                i += 2;
            } else if (c == '\\') {
                i = escape(inner, i + 1, value);
            } else {
                value.append(c);
                i++;
            }
        }
        return value.toString();
    }

    /** Appends what the escape stands for, and returns the place behind it; unknown escapes stay as they are. */
    private static int escape(String inner, int at, StringBuilder value) {
        if (at == inner.length()) {
            throw ApiException.invalid("While parsing a list in the query, expected a non-empty list of string values,"
                    + " but got ill-formed list.");
        }
        char c = inner.charAt(at);
        switch (c) {
            case '\\', '\'', '"' -> value.append(c);
            case 'n' -> value.append('\n');
            case 'r' -> value.append('\r');
            case 't' -> value.append('\t');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'x' -> {
                return hexadecimal(inner, at + 1, 2, value);
            }
            case 'u' -> {
                return hexadecimal(inner, at + 1, 4, value);
            }
            default -> value.append('\\').append(c);
        }
        return at + 1;
    }

    private static int hexadecimal(String inner, int at, int digits, StringBuilder value) {
        int end = at + digits;
        if (end > inner.length()
                || !inner.substring(at, end).chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            throw ApiException.invalid("Invalid escape in a list of the query: '%s'".formatted(inner));
        }
        value.append((char) Integer.parseInt(inner.substring(at, end), 16));
        return end;
    }

    /** A text as Python writes it: in single quotes, unless it has these and no double ones. */
    static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        return quote
                + text.replace("\\", "\\\\")
                        .replace(String.valueOf(quote), "\\" + quote)
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                + quote;
    }
}
