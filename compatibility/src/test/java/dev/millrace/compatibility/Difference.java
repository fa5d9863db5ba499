package dev.millrace.compatibility;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An allowed difference at one request: a section of {@code differences.md} and what Millrace answers instead.
 *
 * @param id the name of the section in {@code differences.md}
 * @param status the status that Millrace answers; 0 where it is the original's, and only the message differs
 * @param errorCode the error code that Millrace answers, or null where that is not an error
 * @param part words that the answer has to contain
 */
record Difference(String id, int status, @Nullable String errorCode, String part) {

    private static final Pattern WRITTEN =
            Pattern.compile("([a-z0-9-]+): (message|(\\d{3})(?: ([A-Z_]+))?)(?: \"(.*)\")?");

    /** Reads {@code id: 400 ERROR_CODE "words"}, or {@code id: message} where only the message may differ. */
    static Difference parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a difference: " + text);
        }
        int status = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        String part = matcher.group(5) == null ? "" : matcher.group(5);
        return new Difference(matcher.group(1), status, matcher.group(4), part);
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
