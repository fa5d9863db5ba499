package dev.millrace.compatibility;

import dev.millrace.server.TestDatabase;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An allowed difference at one request: a section of {@code differences.md} and what Millrace answers instead.
 *
 * @param databases the kinds of database on which it is met
 * @param id the name of the section in {@code differences.md}
 * @param status the status that Millrace answers; 0 where it is the original's, and only the message differs
 * @param errorCode the error code that Millrace answers, or null where that is not an error
 * @param part words that the answer has to contain
 */
record Difference(
        Set<TestDatabase> databases,
        String id,
        int status,
        @Nullable String errorCode,
        String part) {

    private static final Pattern WRITTEN =
            Pattern.compile("(?:\\[([a-z ]+)] )?([a-z0-9-]+): (message|(\\d{3})(?: ([A-Z_]+))?)(?: \"(.*)\")?");

    /**
     * Reads {@code id: 400 ERROR_CODE "words"}, or {@code id: message} where only the message may differ; before it
     * {@code [postgresql mariadb]} where it is met on these only.
     */
    static Difference parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a difference: " + text);
        }
        int status = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        String part = matcher.group(6) == null ? "" : matcher.group(6);
        return new Difference(databases(matcher.group(1)), matcher.group(2), status, matcher.group(5), part);
    }

    private static Set<TestDatabase> databases(@Nullable String names) {
        return names == null
                ? EnumSet.allOf(TestDatabase.class)
                : Stream.of(names.split(" "))
                        .map(name -> TestDatabase.valueOf(name.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(TestDatabase.class)));
    }

    /** Whether the answer is the one announced here. */
    boolean accepts(Answer original, Answer answer) {
        String code = status == 0 ? original.errorCode() : errorCode;
        int expected = status == 0 ? original.status() : status;
        return answer.status() == expected
                && (code == null || code.equals(answer.errorCode()))
                && answer.text().contains(part);
    }
}
