package dev.millrace.server.graphql;

/** A text that is no GraphQL document; the message says where and why. */
final class SyntaxException extends RuntimeException {
    SyntaxException(String message) {
        super(message);
    }
}
