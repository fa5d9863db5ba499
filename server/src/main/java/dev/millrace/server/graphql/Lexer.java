package dev.millrace.server.graphql;

import org.jspecify.annotations.Nullable;

/** Takes a GraphQL text apart. */
final class Lexer {

    /** @param text a name, a punctuator, a number as it is written, or what a string means; "" at the end */
    record Token(Kind kind, String text, int at) {}

    enum Kind {
        NAME,
        PUNCTUATOR,
        NUMBER,
        STRING,
        END
    }

    private final String text;
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    Token next() {
        skip();
        int start = at;
        if (at == text.length()) {
            return new Token(Kind.END, "", start);
        }
        char c = text.charAt(at);
        if (isNameStart(c)) {
            while (at < text.length() && isNamePart(text.charAt(at))) {
                at++;
            }
            return new Token(Kind.NAME, text.substring(start, at), start);
        }
        if (isDigit(c) || c == '-') {
            return number(start);
        }
        if (c == '"') {
            String value = text.startsWith("\"\"\"", at) ? block() : string();
            return new Token(Kind.STRING, value, start);
        }
        if (text.startsWith("...", at)) {
            at += 3;
            return new Token(Kind.PUNCTUATOR, "...", start);
        }
        if ("!$&():=@[]{|}".indexOf(c) >= 0) {
            at++;
            return new Token(Kind.PUNCTUATOR, String.valueOf(c), start);
        }
        throw new SyntaxException("Unexpected character at " + start + ".");
    }

    private void skip() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                    at++;
                }
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == '\uFEFF') {
                at++;
            } else {
                return;
            }
        }
    }

    private Token number(int start) {
        if (text.charAt(at) == '-') {
            at++;
        }
        digits(start);
        if (peek() == '.') {
            at++;
            digits(start);
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits(start);
        }
        if (isNameStart(peek()) || peek() == '.') {
            throw new SyntaxException("Invalid number at " + start + ".");
        }
        return new Token(Kind.NUMBER, text.substring(start, at), start);
    }

    private void digits(int start) {
        if (!isDigit(peek())) {
            throw new SyntaxException("Invalid number at " + start + ".");
        }
        while (isDigit(peek())) {
            at++;
        }
    }

    private String string() {
        int start = at++;
        StringBuilder value = new StringBuilder();
        while (true) {
            char c = peek();
            if (at >= text.length() || c == '\n' || c == '\r') {
                throw new SyntaxException("Unterminated string at " + start + ".");
            }
            at++;
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' ? escape() : String.valueOf(c));
        }
    }

    private String escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> String.valueOf(c);
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'u' -> unicode();
            default -> throw new SyntaxException("Invalid character escape sequence at " + (at - 2) + ".");
        };
    }

    private String unicode() {
        boolean braces = peek() == '{';
        int start = braces ? at + 1 : at;
        int end = braces ? text.indexOf('}', start) : at + 4;
        Integer codePoint = end > start && end <= text.length() && end - start <= 8
                ? hexadecimal(text.substring(start, end))
                : null;
        if (codePoint == null || !Character.isValidCodePoint(codePoint)) {
            throw new SyntaxException("Invalid Unicode escape sequence at " + (at - 2) + ".");
        }
        at = braces ? end + 1 : end;
        return Character.toString(codePoint);
    }

    private static @Nullable Integer hexadecimal(String digits) {
        try {
            return Integer.parseUnsignedInt(digits, 16);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private String block() {
        int start = at;
        at += 3;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            if (text.startsWith("\"\"\"", at)) {
                at += 3;
                return value.toString().stripIndent().strip();
            }
            if (text.startsWith("\\\"\"\"", at)) {
                value.append("\"\"\"");
                at += 4;
            } else {
                value.append(text.charAt(at++));
            }
        }
        throw new SyntaxException("Unterminated string at " + start + ".");
    }

    /** The character that comes next, or NUL at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private static boolean isNameStart(char c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
