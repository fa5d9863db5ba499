package dev.millrace.api;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Numbers as protobuf's JSON mapping takes them, from a number literal or from a string. */
final class Numbers {
    private static final int LONGEST = 400;
    private static final MathContext ONE_DIGIT = new MathContext(1);

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

    /**
     * The shortest text that reads back as the same double, in Python's notation: without an exponent from 0.0001 to
     * below 1e16, else with a signed exponent of at least two digits. The value must be finite.
     */
    static String print(double value) {
        double size = Math.abs(value);
        if (size == 0 || (size >= 1e-3 && size < 1e7)) {
            return Double.toString(value);
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (exact.precision() == 2) {
            // Java prints two digits of the smallest doubles where one tells them apart.
            BigDecimal shorter = exact.round(ONE_DIGIT);
            exact = shorter.doubleValue() == value ? shorter.stripTrailingZeros() : exact;
        }
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            return exact.scale() <= 0 ? exact.toPlainString() + ".0" : exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
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
