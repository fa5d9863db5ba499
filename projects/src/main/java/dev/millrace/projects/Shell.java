package dev.millrace.projects;

import java.util.regex.Pattern;

/** The rules of a POSIX shell. */
public final class Shell {
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private Shell() {}

    /** The text as one word that the shell takes as it is. */
    public static String quote(String text) {
        return HARMLESS.matcher(text).matches() ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }
}
