package dev.millrace.api;

/** The two spellings of a field's name. */
final class Names {
    private Names() {}

    /** {@code run_id} becomes {@code runId}. */
    static String camelCase(String snakeCase) {
        var camel = new StringBuilder(snakeCase.length());
        for (int i = 0; i < snakeCase.length(); i++) {
            char c = snakeCase.charAt(i);
            if (c == '_' && i + 1 < snakeCase.length()) {
                camel.append(Character.toUpperCase(snakeCase.charAt(++i)));
            } else {
                camel.append(c);
            }
        }
        return camel.toString();
    }
}
