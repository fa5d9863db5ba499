package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.server.search.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a filter into {@link Token}s. It accepts every text that is not too long; what makes no sense becomes
 * {@link Kind#OTHER}.
 */
final class Lexer {
    /**
     * Room for two of the longest lists, each with four for each value, blanks on both sides of its comma included. One takes
     * some 80 bytes, of which a client may have spent a single one.
     */
    static final int MAX_TOKENS = 9 * FilterParser.MAX_VALUES;

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /**
     * The pieces of the text in order, with an {@link Kind#END} behind the last.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE where they are too many
     */
    static List<Token> tokens(String text) {
        var lexer = new Lexer(text);
        while (lexer.at < text.length()) {
            lexer.next();
        }
        lexer.add(Kind.END, text.length());
        return lexer.tokens;
    }

    private void next() {
        char c = text.charAt(at);
        if (isSpace(c)) {
            add(Kind.SPACE, endOf(Lexer::isSpace));
        } else if (c == '\'' || c == '"' || c == '`') {
            quoted(c);
        } else if (startsNumber()) {
            number();
        } else if (isWordPart(text.codePointAt(at))) {
            add(Kind.WORD, endOfWord(at));
        } else if (isComparison(c)) {
            add(Kind.COMPARATOR, endOf(Lexer::isComparison));
        } else {
            add(
                    switch (c) {
                        case '.' -> Kind.DOT;
                        case ',' -> Kind.COMMA;
                        case '(' -> Kind.OPEN;
                        case ')' -> Kind.CLOSE;
                        default -> Kind.OTHER;
                    },
                    at + Character.charCount(text.codePointAt(at)));
        }
    }

    /**
     * A quoted piece ends at the first quote that is neither doubled nor behind a backslash. Where no such quote
     * follows, it ends at the last one that is: {@code 'C:\'} is a whole string.
     */
    private void quoted(char quote) {
        int fallback = -1;
        int i = at + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '`' && i + 1 < text.length() && text.charAt(i + 1) == quote) {
                fallback = i + 1;
                i += 2;
            } else if (c == quote && i + 1 < text.length() && text.charAt(i + 1) == quote) {
                fallback = i;
                i += 2;
            } else if (c == quote) {
                addQuoted(quote, i + 1);
                return;
            } else {
                i++;
            }
        }
        if (fallback >= 0) {
            addQuoted(quote, fallback + 1);
        } else {
            add(Kind.OTHER, at + 1);
        }
    }

    private void addQuoted(char quote, int end) {
        add(
                switch (quote) {
                    case '\'' -> Kind.STRING;
                    case '"' -> Kind.SYMBOL;
                    default -> Kind.BACKTICK;
                },
                end);
    }

    /** A key may be all digits, so behind a dot that continues a name there are only words. */
    private boolean startsNumber() {
        int i = at;
        if (text.charAt(i) == '.' && !tokens.isEmpty() && isName(tokens.getLast())) {
            return false;
        }
        if (isDigit(i)
                && tokens.size() > 1
                && tokens.getLast().kind() == Kind.DOT
                && isName(tokens.get(tokens.size() - 2))) {
            return false;
        }
        if (text.charAt(i) == '-') {
            i++;
        }
        return isDigit(i) || (i < text.length() && text.charAt(i) == '.' && isDigit(i + 1));
    }

    private void number() {
        int i = at + (text.charAt(at) == '-' ? 1 : 0);
        boolean decimal = false;
        i = endOfDigits(i);
        if (i < text.length() && text.charAt(i) == '.') {
            decimal = true;
            i = endOfDigits(i + 1);
        }
        if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            int exponent = i + 1 + (i + 1 < text.length() && text.charAt(i + 1) == '-' ? 1 : 0);
            if (isDigit(exponent)) {
                decimal = true;
                i = endOfDigits(exponent);
            }
        }
        if (i < text.length() && isWordPart(text.codePointAt(i))) {
            add(Kind.WORD, endOfWord(i));
        } else {
            add(decimal ? Kind.DECIMAL : Kind.INTEGER, i);
        }
    }

    private static boolean isName(Token token) {
        return token.kind() == Kind.WORD
                || token.kind() == Kind.BACKTICK
                || token.kind() == Kind.SYMBOL
                || token.kind() == Kind.DOT;
    }

    private boolean isDigit(int i) {
        return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }

    private int endOfDigits(int from) {
        int i = from;
        while (isDigit(i)) {
            i++;
        }
        return i;
    }

    private int endOfWord(int from) {
        int i = from;
        while (i < text.length() && isWordPart(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    private int endOf(CharTest test) {
        int i = at;
        while (i < text.length() && test.holds(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private void add(Kind kind, int end) {
        if (tokens.size() > MAX_TOKENS) {
            throw ApiException.invalid(
                    "A filter or an order may have %d words, signs and blanks at most; split it into several searches."
                            .formatted(MAX_TOKENS));
        }
        tokens.add(new Token(kind, text.substring(at, end), at));
        at = end;
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isComparison(char c) {
        return c == '<' || c == '>' || c == '=' || c == '~' || c == '!';
    }

    private static boolean isWordPart(int codePoint) {
        return codePoint == '_' || Character.isLetterOrDigit(codePoint);
    }

    private interface CharTest {
        boolean holds(char c);
    }
}
