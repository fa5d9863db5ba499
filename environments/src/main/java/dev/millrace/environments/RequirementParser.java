package dev.millrace.environments;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one requirement by the grammar of PEP 508, with versions as PEP 440 has them. */
final class RequirementParser {
    private static final Pattern BLANK = Pattern.compile("[ \\t]+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\\b");
    private static final Pattern URL = Pattern.compile("[^ \\t]+");
    private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
    private static final Pattern COMPARISON = Pattern.compile("===|==|~=|!=|<=|>=|<|>|in\\b|not[ \\t]+in\\b");
    private static final Pattern CONJUNCTION = Pattern.compile("(?:and|or)\\b");
    private static final Pattern VARIABLE = Pattern.compile("(?:python_version|python_full_version|os[._]name"
            + "|sys[._]platform|platform_(?:release|system)|platform[._](?:version|machine|python_implementation)"
            + "|python_implementation|implementation_(?:name|version)|extras?|dependency_groups)\\b");
    private static final Pattern VERSION = version();

    private final String text;
    private final Matcher matcher;
    private int at;

    RequirementParser(String text) {
        this.text = text;
        // Transparent, so that a word's end is one within the whole text.
        this.matcher = BLANK.matcher(text).useTransparentBounds(true);
    }

    private static Pattern version() {
        String release = "\\s*v?(?:[0-9]+!)?[0-9]+(?:\\.[0-9]+)";
        String suffix = "(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?"
                + "(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?(?:[-_.]?dev[-_.]?[0-9]*)?";
        String local = "(?:\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?";
        return Pattern.compile(
                "===\\s*[^\\s;)]*"
                        + ("|(?:==|!=)" + release + "*(?:\\.\\*|" + suffix + local + ")")
                        + ("|~=" + release + "+" + suffix)
                        + ("|(?:<=|>=|<|>)" + release + "*" + suffix),
                Pattern.CASE_INSENSITIVE);
    }

    Requirement requirement() {
        skipBlank();
        String name = expect(NAME, "the name of a package");
        skipBlank();
        List<String> extras = extras();
        skipBlank();
        List<String> versions = List.of();
        String url = null;
        if (take("@")) {
            skipBlank();
            url = expect(URL, "an address after @");
        } else {
            versions = versions();
        }
        skipBlank();
        String marker = null;
        if (take(";")) {
            marker = marker().text();
        }
        if (at < text.length()) {
            throw wrong(url == null && marker == null ? "a version such as ==1.2, a comma or a semicolon" : "the end");
        }
        return new Requirement(name, extras, versions, url, marker);
    }

    private List<String> extras() {
        List<String> extras = new ArrayList<>();
        if (!take("[")) {
            return extras;
        }
        skipBlank();
        if (take("]")) {
            return extras;
        }
        do {
            skipBlank();
            extras.add(expect(NAME, "the name of an extra"));
            skipBlank();
        } while (take(","));
        if (!take("]")) {
            throw wrong("a comma or ]");
        }
        return extras;
    }

    private List<String> versions() {
        boolean enclosed = take("(");
        List<String> versions = new ArrayList<>();
        skipBlank();
        String version = next(VERSION);
        while (version != null) {
            versions.add(version.replaceAll("\\s", ""));
            skipBlank();
            boolean more = take(",");
            skipBlank();
            version = more ? next(VERSION) : null;
        }
        if (enclosed && !take(")")) {
            throw wrong("a version such as ==1.2, or )");
        }
        return versions;
    }

    /**
     * A condition.
     *
     * @param several whether it joins others, and needs parentheses within another
     */
    private record Condition(String text, boolean several) {
        String within() {
            return several ? "(" + text + ")" : text;
        }
    }

    private Condition marker() {
        Condition first = atom();
        String conjunction = next(CONJUNCTION);
        if (conjunction == null) {
            return first;
        }
        StringBuilder joined = new StringBuilder(first.within());
        while (conjunction != null) {
            joined.append(' ').append(conjunction).append(' ').append(atom().within());
            conjunction = next(CONJUNCTION);
        }
        return new Condition(joined.toString(), true);
    }

    private Condition atom() {
        skipBlank();
        Condition atom;
        if (take("(")) {
            atom = marker();
            if (!take(")")) {
                throw wrong("and, or, or )");
            }
        } else {
            String left = operand();
            String comparison = expect(COMPARISON, "a comparison such as ==, < or in");
            atom = new Condition(left + " " + comparison.replaceAll("\\s+", " ") + " " + operand(), false);
        }
        skipBlank();
        return atom;
    }

    private String operand() {
        skipBlank();
        String variable = next(VARIABLE);
        if (variable != null) {
            skipBlank();
            String name = variable.replace('.', '_');
            return name.equals("python_implementation") ? "platform_python_implementation" : name;
        }
        String quoted = expect(QUOTED, "a variable such as python_version, or a text in quotes");
        skipBlank();
        String value = quoted.substring(1, quoted.length() - 1);
        return value.contains("\"") ? quoted : '"' + value + '"';
    }

    private void skipBlank() {
        next(BLANK);
    }

    private boolean take(String sign) {
        boolean there = text.startsWith(sign, at);
        at += there ? sign.length() : 0;
        return there;
    }

    private @Nullable String next(Pattern pattern) {
        matcher.usePattern(pattern).region(at, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        at = matcher.end();
        return matcher.group();
    }

    private String expect(Pattern pattern, String what) {
        String found = next(pattern);
        if (found == null) {
            throw wrong(what);
        }
        return found;
    }

    private EnvironmentException wrong(String expected) {
        String rest = Requirement.withoutAddresses(text.substring(at));
        String place = rest.isEmpty() ? "at its end" : "at '" + rest + "'";
        return new EnvironmentException("'" + Requirement.withoutAddresses(text)
                + "' is no requirement of pip: expected " + expected + " " + place);
    }
}
