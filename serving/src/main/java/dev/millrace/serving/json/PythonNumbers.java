package dev.millrace.serving.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers in Python's notation. */
public final class PythonNumbers {
    private static final String DIGITS = "\\d++(?:_\\d++)*+";
    private static final Pattern FLOAT = Pattern.compile("[+-]?(?:(?:" + DIGITS + "(?:\\.(?:" + DIGITS + ")?)?|\\."
            + DIGITS + ")(?:[eE][+-]?" + DIGITS + ")?" + "|(?i:inf|infinity|nan))");
    private static final Pattern INT = Pattern.compile("[+-]?" + DIGITS);

    private PythonNumbers() {}

    /** What {@code repr} gives of a finite number: {@code 0.1}, {@code 3.0}, {@code 1e-07}, {@code 1e+22}. */
    public static String text(double value) {
        String java = Double.toString(value);
        int e = java.indexOf('E');
        double magnitude = Math.abs(value);
        if (e < 0) {
            return java; // from 1e-3 up to 1e7 both write plain decimals
        }
        boolean negative = java.charAt(0) == '-';
        int exponent = Integer.parseInt(java, e + 1, java.length(), 10);
        String digits = java.substring(negative ? 1 : 0, e).replace(".", "");
        if (digits.length() == 2 && digits.charAt(1) == '0') {
            digits = digits.substring(0, 1);
        }
        var out = new StringBuilder(26);
        if (negative) {
            out.append('-');
        }
        if (magnitude < Double.MIN_NORMAL) {
            // Java takes the nearest of two digits where Python takes one that is enough: 4.9e-324 is 5e-324.
            BigDecimal one = new BigDecimal(magnitude).round(new MathContext(1));
            if (one.doubleValue() == magnitude) {
                digits = one.unscaledValue().toString();
                exponent = -one.scale();
            }
        }
        if (magnitude >= 1e-4 && magnitude < 1e16) {
            return plain(out, digits, exponent);
        }
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append(exponent < 0 ? "e-" : "e+");
        if (Math.abs(exponent) < 10) {
            out.append('0');
        }
        return out.append(Math.abs(exponent)).toString();
    }

    private static String plain(StringBuilder out, String digits, int exponent) {
        if (exponent < 0) {
            return out.append("0.").repeat('0', -exponent - 1).append(digits).toString();
        }
        int whole = exponent + 1;
        if (digits.length() <= whole) {
            return out.append(digits)
                    .repeat('0', whole - digits.length())
                    .append(".0")
                    .toString();
        }
        return out.append(digits, 0, whole)
                .append('.')
                .append(digits, whole, digits.length())
                .toString();
    }

    /** What {@code float(text)} gives, or null where it would fail. */
    public static @Nullable Double parseFloat(String text) {
        String trimmed = text.strip();
        if (!FLOAT.matcher(trimmed).matches()) {
            return null;
        }
        return switch (Character.toLowerCase(trimmed.charAt(trimmed.length() - 1))) {
            case 'n' -> Double.NaN;
            case 'f', 'y' ->
                trimmed.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY; // inf, infinity
            default -> Double.valueOf(trimmed.replace("_", ""));
        };
    }

    /** What {@code int(text)} gives, or null where it would fail. */
    public static @Nullable BigInteger parseInt(String text) {
        String trimmed = text.strip();
        return INT.matcher(trimmed).matches() ? new BigInteger(trimmed.replace("_", "")) : null;
    }
}
