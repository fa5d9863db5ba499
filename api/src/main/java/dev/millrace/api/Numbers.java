package dev.millrace.api;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers as protobuf's JSON mapping takes them, from a number literal or from a string. */
final class Numbers {
    private static final int LONGEST = 400;

    private Numbers() {}

    /** A whole number, also written as {@code 2.0} or {@code 1e+05}; null where the text is none or does not fit. */
    static @Nullable Long int64(String text) {
        if (text.isEmpty() || text.length() > LONGEST || !startsNumber(text)) {
            return null;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notPlain) {
            try {
                var exact = new BigDecimal(text);
                return exact.precision() - (long) exact.scale() > 20 ? null : exact.longValueExact();
            } catch (ArithmeticException | NumberFormatException neither) {
                return null;
            }
        }
    }

    /** A double, also {@code NaN}, {@code Infinity} and {@code -Infinity}; null where the text is none or too large. */
    static @Nullable Double float64(String text) {
        switch (text) {
            case "NaN":
                return Double.NaN;
            case "Infinity":
                return Double.POSITIVE_INFINITY;
            case "-Infinity":
                return Double.NEGATIVE_INFINITY;
            default:
                break;
        }
        if (text.isEmpty() || text.length() > LONGEST || !startsNumber(text) || !endsNumber(text)) {
            return null;
        }
        try {
            double value = Double.parseDouble(text);
            return Double.isInfinite(value) ? null : (Double) value;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean startsNumber(String text) {
        char c = text.charAt(0);
        return c == '-' || c == '+' || c == '.' || (c >= '0' && c <= '9');
    }

    /** Java also reads a type suffix and hexadecimal digits, which are not numbers here. */
    private static boolean endsNumber(String text) {
        char c = text.charAt(text.length() - 1);
        return (c == '.' || (c >= '0' && c <= '9')) && text.indexOf('x') < 0 && text.indexOf('X') < 0;
    }
}
