package dev.millrace.server.search;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whole numbers that requests hold as texts, read as Python's {@code int()} reads them: white space around them, a sign,
 * digits of any script, and single underscores between digits are fine.
 */
public final class WholeNumber {
    /** Python's limit on digits; conversion costs the square of their number. */
    private static final int DIGITS = 4300;

    private WholeNumber() {}

    /** The number; null when the text is none, or has more than 4300 digits. */
    public static @Nullable BigInteger parse(String text) {
        String stripped = text.strip();
        boolean signed = stripped.startsWith("-") || stripped.startsWith("+");
        var digits = new StringBuilder();
        boolean afterDigit = false;
        for (int at = signed ? 1 : 0; at < stripped.length(); ) {
            int c = stripped.codePointAt(at);
            at += Character.charCount(c);
            if (c == '_' && afterDigit) {
                afterDigit = false;
                continue;
            }
            int digit = Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER ? Character.digit(c, 10) : -1;
            if (digit < 0 || digits.length() == DIGITS) {
                return null;
            }
            digits.append((char) ('0' + digit));
            afterDigit = true;
        }
        if (!afterDigit) {
            return null;
        }
        var number = new BigInteger(digits.toString());
        return stripped.startsWith("-") ? number.negate() : number;
    }

    /** The number as a long; one that is too large for any row becomes the largest or smallest long. */
    public static long clamped(BigInteger number) {
        if (number.bitLength() < Long.SIZE) {
            return number.longValue();
        }
        return number.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
