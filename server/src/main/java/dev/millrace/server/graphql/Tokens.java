package dev.millrace.server.graphql;

import dev.millrace.server.graphql.Lexer.Kind;
import dev.millrace.server.graphql.Lexer.Token;

/** What readers of GraphQL's languages have in common: the token at hand, and how to go on. */
abstract class Tokens {
    /** Braces and brackets within each other. Queries that may be executed are far flatter. */
    private static final int DEEPEST = 32;

    private final Lexer lexer;
    private Token token;
    private int depth;

    Tokens(String text) {
        lexer = new Lexer(text);
        token = lexer.next();
    }

    final Token current() {
        return token;
    }

    final void advance() {
        token = lexer.next();
    }

    final boolean isEnd() {
        return token.kind() == Kind.END;
    }

    final boolean isName() {
        return token.kind() == Kind.NAME;
    }

    final boolean is(String punctuator) {
        return token.kind() == Kind.PUNCTUATOR && token.text().equals(punctuator);
    }

    final boolean accept(String punctuator) {
        boolean found = is(punctuator);
        if (found) {
            advance();
        }
        return found;
    }

    final void expect(String punctuator) {
        if (!accept(punctuator)) {
            throw new SyntaxException("Expected '%s', found %s.".formatted(punctuator, shown(token)));
        }
    }

    final String name() {
        if (!isName()) {
            throw unexpected(token);
        }
        String name = token.text();
        advance();
        return name;
    }

    final TypeRef type() {
        if (accept("[")) {
            enter();
            TypeRef item = type();
            leave();
            expect("]");
            return new TypeRef.ListOf(item, accept("!"));
        }
        String name = name();
        return new TypeRef.Named(name, accept("!"));
    }

    final void enter() {
        if (++depth > DEEPEST) {
            throw new SyntaxException("The document is nested deeper than " + DEEPEST + " levels.");
        }
    }

    final void leave() {
        depth--;
    }

    static SyntaxException unexpected(Token token) {
        return new SyntaxException("Unexpected %s.".formatted(shown(token)));
    }

    private static String shown(Token token) {
        return token.kind() == Kind.END ? "the end" : "'%s' at %d".formatted(token.text(), token.at());
    }
}
