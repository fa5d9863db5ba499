package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.server.search.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One text of an order-by list: a key and maybe a direction.
 *
 * @param key the key as written, with its quotes: {@code metrics.`my metric`}
 * @param ascending false only when DESC is written
 */
record OrderKey(String key, boolean ascending) {
    /** Words that SQL reserves and that somebody might take for an attribute. */
    private static final Set<String> RESERVED = Set.of("version", "order", "date");

    /**
     * Reads {@code key}, {@code key ASC} or {@code key DESC}, the direction in any case. As in the original a key without
     * quotes may end in a minus and a number, {@code metrics.top-5 DESC}, where a direction follows.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE when the text is anything else
     */
    static OrderKey parse(String text) {
        List<Token> tokens = Lexer.tokens(text);
        int at = 0;
        if (!isName(tokens.get(at))) {
            throw unreadable(text);
        }
        at++;
        while (tokens.get(at).kind() == Kind.DOT) {
            at++;
            if (isName(tokens.get(at)) || tokens.get(at).kind() == Kind.STRING) {
                at++;
            }
        }
        boolean numbered = tokens.get(at).isNegative();
        if (numbered) {
            at++;
        }
        String key = text.substring(0, tokens.get(at).start());
        if (RESERVED.contains(key)) {
            throw unreadable(text);
        }
        if (tokens.get(at).kind() == Kind.END && !numbered) {
            return new OrderKey(key, true);
        }
        if (tokens.get(at).kind() != Kind.SPACE) {
            throw unreadable(text);
        }
        at++;
        Token direction = tokens.get(at);
        if (direction.kind() == Kind.END || tokens.get(at + 1).kind() != Kind.END) {
            throw unreadable(text);
        }
        return switch (direction.text().toLowerCase(Locale.ROOT)) {
            case "asc" -> new OrderKey(withoutOuterQuotes(key), true);
            case "desc" -> new OrderKey(withoutOuterQuotes(key), false);
            default ->
                throw numbered
                        ? unreadable(text)
                        : ApiException.invalid("Invalid ordering key in order_by clause '%s'.".formatted(text));
        };
    }

    /** A key that is quoted as a whole may hold the entity too: {@code `metrics.loss` DESC}. */
    private static String withoutOuterQuotes(String key) {
        boolean whole = key.length() > 1 && key.indexOf(key.charAt(0), 1) == key.length() - 1;
        return whole && (key.charAt(0) == '`' || key.charAt(0) == '"') ? key.substring(1, key.length() - 1) : key;
    }

    private static boolean isName(Token token) {
        return token.kind() == Kind.WORD || token.kind() == Kind.BACKTICK || token.kind() == Kind.SYMBOL;
    }

    private static ApiException unreadable(String text) {
        return ApiException.invalid("Invalid order_by clause '%s'. Could not be parsed.".formatted(text));
    }
}
