package dev.millrace.server.search;

import java.util.List;

/** The right side of a comparison. */
sealed interface Operand {
    /** A quoted text, without its quotes. */
    record Text(String value) implements Operand {}

    /**
     * A bare number.
     *
     * @param whole whether it was written without point and exponent
     */
    record Number(String literal, boolean whole) implements Operand {
        double toDouble() {
            return Double.parseDouble(literal);
        }

        /** The number to bind: a long where it is whole and fits, else a double. */
        Object toParameter() {
            if (whole) {
                try {
                    return Long.parseLong(literal);
                } catch (NumberFormatException tooLong) {
                    return toDouble();
                }
            }
            return toDouble();
        }
    }

    /** A list of quoted texts in parentheses; never empty. */
    record Texts(List<String> values) implements Operand {}

    /** A list of whole numbers, which were texts in the filter; never empty. */
    record Numbers(List<Long> values) implements Operand {}

    /** Something unquoted that is no number; only logged models take it for a text. */
    record Bare(String text) implements Operand {}

    /** {@code IS NULL} and {@code IS NOT NULL} have no right side. */
    record None() implements Operand {}

    /** The operand as the user wrote it, or near enough, for messages. */
    default String shown() {
        return switch (this) {
            case Text(String value) -> "'" + value + "'";
            case Number number -> number.literal();
            case Texts(List<String> values) -> "('" + String.join("', '", values) + "')";
            case Numbers(List<Long> values) -> values.toString();
            case Bare(String text) -> text;
            case None() -> "NULL";
        };
    }
}
