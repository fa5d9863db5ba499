package dev.millrace.server.search;

/**
 * The resolved left side of a comparison, or a key to order by.
 *
 * @param entity what it belongs to
 * @param key the name of the metric, param, tag or attribute, without quotes
 */
record Identifier(Entity entity, String key) {
    /** Without one pair of single or double quotes, and then without one pair of backticks. */
    static String unquote(String name) {
        String key = isQuoted(name, '\'') || isQuoted(name, '"') ? name.substring(1, name.length() - 1) : name;
        return trimBackticks(key);
    }

    /** Without one pair of backticks. */
    static String trimBackticks(String name) {
        return isQuoted(name, '`') ? name.substring(1, name.length() - 1) : name;
    }

    private static boolean isQuoted(String name, char quote) {
        return name.length() >= 2 && name.charAt(0) == quote && name.charAt(name.length() - 1) == quote;
    }
}
