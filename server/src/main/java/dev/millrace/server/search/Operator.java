package dev.millrace.server.search;

import org.jspecify.annotations.Nullable;

/** The operators of the search grammar. */
enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LIKE("LIKE"),
    ILIKE("ILIKE"),
    IN("IN"),
    NOT_IN("NOT IN"),
    IS_NULL("IS NULL"),
    IS_NOT_NULL("IS NOT NULL");

    private final String text;

    Operator(String text) {
        this.text = text;
    }

    /** How it is written in a filter, and in SQL. */
    String text() {
        return text;
    }

    /** The operator written exactly so, or null. */
    static @Nullable Operator of(String text) {
        for (Operator operator : values()) {
            if (operator.text.equals(text)) {
                return operator;
            }
        }
        return null;
    }
}
