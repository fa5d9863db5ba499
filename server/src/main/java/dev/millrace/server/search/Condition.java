package dev.millrace.server.search;

/** A checked comparison: the identifier exists, and takes this operator with this operand. */
record Condition(Identifier identifier, Operator operator, Operand operand) {
    /** The key on the left side. */
    String key() {
        return identifier.key();
    }
}
