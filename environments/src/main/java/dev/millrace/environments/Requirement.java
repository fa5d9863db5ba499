package dev.millrace.environments;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A package that is asked of pip, and which of its versions (PEP 508). Written as text it has the spelling that Python's
 * own library {@code packaging} gives it, which MLflow writes.
 *
 * @param name the package's name as it was written
 * @param extras its optional parts, in order
 * @param versions what the version has to be, each an operator and a version, in order; empty for any version
 * @param url where it is fetched from; null for the package index
 * @param marker on which machines it is asked for; null for all
 */
public record Requirement(
        String name,
        List<String> extras,
        List<String> versions,
        @Nullable String url,
        @Nullable String marker) {
    private static final Pattern ADDRESS = Pattern.compile("://\\S+");

    public Requirement {
        extras = extras.stream().distinct().sorted().toList();
        versions = versions.stream().distinct().sorted().toList();
    }

    /**
     * Reads a requirement.
     *
     * @throws EnvironmentException if it is none; says what was expected where
     */
    public static Requirement parse(String text) {
        return new RequirementParser(text).requirement();
    }

    /** A text without what stands in the addresses in it, for messages: passwords and tokens, too. */
    static String withoutAddresses(String text) {
        return ADDRESS.matcher(text).replaceAll("://…");
    }

    /** What tells packages apart: to pip, {@code Flask_Login} and {@code flask-login} are one. */
    public String key() {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    }

    /** The same with the package's name and those of its parts in lower case. */
    public Requirement inLowerCase() {
        List<String> parts =
                extras.stream().map(extra -> extra.toLowerCase(Locale.ROOT)).toList();
        return new Requirement(name.toLowerCase(Locale.ROOT), parts, versions, url, marker);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name);
        if (!extras.isEmpty()) {
            text.append('[').append(String.join(",", extras)).append(']');
        }
        text.append(String.join(",", versions));
        if (url != null) {
            text.append(" @ ").append(url).append(marker == null ? "" : " ");
        }
        return marker == null
                ? text.toString()
                : text.append("; ").append(marker).toString();
    }
}
