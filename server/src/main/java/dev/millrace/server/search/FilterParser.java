package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.server.search.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a filter into {@link Clause}s by recursive descent:
 *
 * <pre>
 * filter     = { comparison | AND }
 * comparison = identifier ( operator value | [NOT] IN list | IS [NOT] NULL )
 * identifier = name { "." [name] }          name = word, `any text`, "any text"
 * value      = 'text' | "text" | number | list | identifier
 * list       = "(" text { "," text } [","] ")"
 * </pre>
 *
 * As in the original, AND may be missing, doubled, leading or trailing. In the filter of logged models a name may also have
 * such signs in it as {@code -} and {@code /}, and a list may be empty.
 */
final class FilterParser {
    /** Enough for any real filter, and small enough for every database's limits on one statement. */
    static final int MAX_CLAUSES = 200;

    /** As many as pages of runs have at most, so that the runs of one page can be named. */
    static final int MAX_VALUES = 50_000;

    /** What may join the parts of a name that is not quoted, where any may. */
    private static final String JOINTS = "-/+*%|&^#@";

    private final String text;
    private final List<Token> tokens;
    private final boolean ofLoggedModels;
    private int at;

    private FilterParser(String text, boolean ofLoggedModels) {
        this.text = text;
        this.ofLoggedModels = ofLoggedModels;
        this.tokens = Lexer.tokens(text);
    }

    /** The comparisons of a filter; none when it is null or empty. */
    static List<Clause> parse(@Nullable String filter) {
        return parse(filter, false);
    }

    /** The same of a filter of logged models. */
    static List<Clause> parseOfLoggedModels(@Nullable String filter) {
        return parse(filter, true);
    }

    private static List<Clause> parse(@Nullable String filter, boolean ofLoggedModels) {
        if (filter == null || filter.isEmpty()) {
            return List.of();
        }
        if (filter.isBlank()) {
            throw ApiException.invalid("Invalid filter '%s'. Could not be parsed.".formatted(filter));
        }
        return new FilterParser(filter, ofLoggedModels).filter();
    }

    private List<Clause> filter() {
        var clauses = new ArrayList<Clause>();
        while (skipSpace().kind() != Kind.END) {
            if (peek().isWord("AND")) {
                at++;
            } else {
                clauses.add(comparison());
            }
            if (clauses.size() > MAX_CLAUSES) {
                throw ApiException.invalid("The filter has more than %d comparisons; split it into several searches."
                        .formatted(MAX_CLAUSES));
            }
        }
        return clauses;
    }

    private Clause comparison() {
        int start = peek().start();
        if (peek().kind() == Kind.OTHER && peek().text().equals(";")) {
            throw afterSemicolon();
        }
        if (!isName(peek())) {
            throw notAnIdentifier();
        }
        String identifier = ofLoggedModels ? joinedIdentifier() : identifier();
        String operator = operator();
        if (operator == null) {
            throw invalidClause(start);
        }
        Operand operand = switch (operator) {
            case "IS NULL", "IS NOT NULL" -> new Operand.None();
            default -> value(start);
        };
        boolean listOperator = operator.equalsIgnoreCase("IN") || operator.equalsIgnoreCase("NOT IN");
        if (listOperator && !(operand instanceof Operand.Texts)) {
            throw invalidClause(start);
        }
        return new Clause(identifier, operator, operand);
    }

    /** The identifier's text as written; blanks around a dot belong to it. */
    private String identifier() {
        int start = peek().start();
        int end = take().end();
        while (true) {
            int mark = at;
            if (skipSpace().kind() != Kind.DOT) {
                at = mark;
                return text.substring(start, end);
            }
            end = take().end();
            mark = at;
            Token next = skipSpace();
            if (isName(next) || next.kind() == Kind.STRING) {
                end = take().end();
            } else {
                at = mark;
            }
        }
    }

    /** The same, and what follows it without a blank: {@code metrics.val/acc}, {@code params.top-5}. */
    private String joinedIdentifier() {
        int start = peek().start();
        identifier();
        while (isJoined(peek())) {
            at++;
        }
        return text.substring(start, tokens.get(at - 1).end());
    }

    private boolean isJoined(Token next) {
        return tokens.get(at - 1).end() == next.start()
                && switch (next.kind()) {
                    case WORD, DOT, INTEGER, DECIMAL -> true;
                    case OTHER -> JOINTS.contains(next.text());
                    default -> false;
                };
    }

    /** The operator, or null where there is none; words of more than one part come out in capitals. */
    private @Nullable String operator() {
        Token first = skipSpace();
        if (first.kind() == Kind.COMPARATOR || isLike(first) || first.isWord("IN")) {
            return take().text();
        }
        if (first.isWord("IS")) {
            at++;
            boolean negated = skipSpace().isWord("NOT");
            if (negated) {
                at++;
            }
            if (!skipSpace().isWord("NULL")) {
                return null;
            }
            at++;
            return negated ? "IS NOT NULL" : "IS NULL";
        }
        if (first.isWord("NOT")) {
            at++;
            Token second = skipSpace();
            if (second.isWord("IN") || isLike(second)) {
                at++;
                return "NOT " + second.text().toUpperCase(Locale.ROOT);
            }
        }
        return null;
    }

    private Operand value(int start) {
        Token token = skipSpace();
        return switch (token.kind()) {
            case STRING, SYMBOL -> new Operand.Text(take().unquoted());
            case INTEGER -> new Operand.Number(take().text(), true);
            case DECIMAL -> new Operand.Number(take().text(), false);
            case OPEN -> list();
            case WORD, BACKTICK -> new Operand.Bare(identifier());
            default -> throw invalidClause(start);
        };
    }

    private Operand.Texts list() {
        at++;
        var values = new ArrayList<String>();
        while (skipSpace().kind() != Kind.CLOSE) {
            values.add(listItem());
            if (values.size() > MAX_VALUES) {
                throw ApiException.invalid(
                        "A list in the filter has more than %d values; split it into several searches."
                                .formatted(MAX_VALUES));
            }
            if (skipSpace().kind() == Kind.COMMA) {
                at++;
            } else if (peek().kind() != Kind.CLOSE) {
                throw illFormedList();
            }
        }
        at++;
        if (values.isEmpty() && !ofLoggedModels) {
            throw ApiException.invalid("While parsing a list in the query, expected a non-empty list of string values,"
                    + " but got empty list");
        }
        return new Operand.Texts(List.copyOf(values));
    }

    /** One text of a list: neighbours without a comma are one text, and escapes are Python's. */
    private String listItem() {
        var item = new StringBuilder();
        do {
            Token token = take();
            switch (token.kind()) {
                case STRING, SYMBOL -> item.append(PythonText.value(token.text()));
                case INTEGER, DECIMAL ->
                    throw ApiException.invalid(
                            "While parsing a list in the query, expected string values, but got " + token.text());
                default -> throw illFormedList();
            }
        } while (skipSpace().kind() == Kind.STRING || peek().kind() == Kind.SYMBOL);
        return item.toString();
    }

    private static ApiException illFormedList() {
        return ApiException.invalid("While parsing a list in the query, expected a non-empty list of string values,"
                + " but got ill-formed list.");
    }

    private ApiException afterSemicolon() {
        String rest = text.substring(peek().end());
        return rest.isBlank()
                ? ApiException.invalid("Invalid clause(s) in filter string: ';'")
                : ApiException.invalid("Search filter contained multiple expression %s. Provide AND-ed expression list."
                        .formatted(PythonText.quoted(text)));
    }

    /** What stands where an identifier was expected: the left side of a comparison, or nothing sensible. */
    private ApiException notAnIdentifier() {
        Token left = take();
        if (skipSpace().kind() == Kind.COMPARATOR) {
            return ApiException.invalid(
                    "Invalid comparison clause. Expected 'Identifier' found '%s'".formatted(left.text()));
        }
        return ApiException.invalid("Invalid clause(s) in filter string: '%s'".formatted(left.text()));
    }

    /** Names the piece from its start up to and including what could not be read. */
    private ApiException invalidClause(int start) {
        String piece = text.substring(start, Math.min(text.length(), peek().end()));
        return ApiException.invalid("Invalid clause(s) in filter string: '%s'".formatted(piece.strip()));
    }

    private static boolean isName(Token token) {
        return token.kind() == Kind.WORD || token.kind() == Kind.BACKTICK || token.kind() == Kind.SYMBOL;
    }

    private static boolean isLike(Token token) {
        return token.isWord("LIKE") || token.isWord("ILIKE") || token.isWord("RLIKE") || token.isWord("REGEXP");
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    private Token skipSpace() {
        while (peek().kind() == Kind.SPACE) {
            at++;
        }
        return peek();
    }
}
