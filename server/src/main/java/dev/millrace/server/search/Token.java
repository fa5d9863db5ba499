package dev.millrace.server.search;

/**
 * A piece of a filter.
 *
 * @param kind what it is
 * @param text the piece as it was written, quotes included
 * @param start where it begins in the filter
 */
record Token(Kind kind, String text, int start) {
    enum Kind {
        /** Blanks, tabs and line ends. */
        SPACE,
        /** Letters, digits and underscores of any script. */
        WORD,
        /** Something in single quotes. */
        STRING,
        /** Something in double quotes: a value, or a key with unusual characters. */
        SYMBOL,
        /** Something in backticks: a key with unusual characters. */
        BACKTICK,
        /** A whole number, maybe with a minus. */
        INTEGER,
        /** A number with a point or an exponent. */
        DECIMAL,
        /** A run of comparison signs; not every run is an operator. */
        COMPARATOR,
        DOT,
        COMMA,
        OPEN,
        CLOSE,
        /** Any other single character; part of a valid filter only within names of logged models' filters. */
        OTHER,
        /** The end of the filter. */
        END
    }

    /** Where the piece ends: the place of the first character after it. */
    int end() {
        return start + text.length();
    }

    /** What stands between the quotes; doubled quotes and backslashes stay as they are, as in the original. */
    String unquoted() {
        return text.substring(1, text.length() - 1);
    }

    boolean isNegative() {
        return (kind == Kind.INTEGER || kind == Kind.DECIMAL) && text.startsWith("-");
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }
}
