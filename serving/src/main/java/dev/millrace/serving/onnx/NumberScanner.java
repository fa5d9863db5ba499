package dev.millrace.serving.onnx;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Walks over the bytes of a JSON text, strict in what it accepts: every method is false for anything doubtful. */
final class NumberScanner {
    /** Longer numbers are left to the general reader. */
    private static final int MAX_NUMBER_LENGTH = 40;

    /** Up to this, mantissas and powers of ten are exact in floating point, and so is rounded right their product. */
    private static final long MAX_EXACT = 1L << 53;

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private final byte[] text;
    private int at;
    private int stringStart;
    private int stringEnd;
    private double number;

    NumberScanner(byte[] text) {
        this.text = text;
    }

    /** Where the scanner stands. */
    int position() {
        return at;
    }

    /** The text from a position to where the scanner stands. */
    byte[] from(int start) {
        return Arrays.copyOfRange(text, start, at);
    }

    private void skipSpace() {
        while (at < text.length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
    }

    /** Steps over white space and that character. If the character is not there, only over the white space. */
    boolean accept(char wanted) {
        if (at < text.length && text[at] == wanted) {
            at++;
            return true;
        }
        skipSpace();
        if (at < text.length && text[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** Steps over white space and exactly these bytes, or over the white space only. */
    boolean acceptAll(byte[] wanted) {
        skipSpace();
        int end = at + wanted.length;
        if (end <= text.length && Arrays.equals(text, at, end, wanted, 0, wanted.length)) {
            at = end;
            return true;
        }
        return false;
    }

    /** True if only white space is left. */
    boolean atEnd() {
        skipSpace();
        return at == text.length;
    }

    /** Steps over a string without escapes. */
    boolean string() {
        if (!accept('"')) {
            return false;
        }
        stringStart = at;
        while (at < text.length && text[at] != '"') {
            if (text[at] == '\\' || (text[at] >= 0 && text[at] < 0x20)) {
                return false;
            }
            at++;
        }
        stringEnd = at++;
        return at <= text.length;
    }

    /** True if the last string has exactly these bytes. */
    boolean lastStringIs(byte[] wanted) {
        return stringEnd - stringStart == wanted.length
                && Arrays.equals(text, stringStart, stringEnd, wanted, 0, wanted.length);
    }

    /** Steps over a list of numbers. Returns how many they are, or -1 if it is something else. */
    int countNumbers() {
        if (!accept('[')) {
            return -1;
        }
        if (accept(']')) {
            return 0;
        }
        int count = 0;
        do {
            if (!number()) {
                return -1;
            }
            count++;
        } while (accept(','));
        return accept(']') ? count : -1;
    }

    /** The last number read. */
    double lastNumber() {
        return number;
    }

    /** Steps over a number. */
    boolean number() {
        skipSpace();
        int start = at;
        boolean negative = at < text.length && text[at] == '-';
        if (negative) {
            at++;
        }
        int wholeStart = at;
        long mantissa = digits(0);
        int wholeDigits = at - wholeStart;
        if (wholeDigits == 0 || (wholeDigits > 1 && text[wholeStart] == '0')) {
            return false;
        }
        boolean whole = true;
        int exponent = 0;
        if (at < text.length && text[at] == '.') {
            whole = false;
            int fractionStart = ++at;
            mantissa = digits(mantissa);
            exponent = fractionStart - at;
            if (exponent == 0) {
                return false;
            }
        }
        if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
            return exponentNumber(start);
        }
        int length = at - start;
        if (length > MAX_NUMBER_LENGTH) {
            return false;
        }
        if (length <= 17 && mantissa <= MAX_EXACT) {
            double magnitude = exponent == 0 ? mantissa : mantissa / POWERS[-exponent];
            number = negative && !(whole && mantissa == 0) ? -magnitude : magnitude;
        } else {
            number = parse(start);
            if (whole && number == 0) {
                number = 0.0; // there is no negative zero among whole numbers
            }
        }
        return true;
    }

    /** Reads digits onto the end of a mantissa, which overflows beyond 18 of them. */
    private long digits(long mantissa) {
        long result = mantissa;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            result = result * 10 + (text[at++] - '0');
        }
        return result;
    }

    private boolean exponentNumber(int start) {
        at++;
        if (at < text.length && (text[at] == '+' || text[at] == '-')) {
            at++;
        }
        int digitsStart = at;
        digits(0);
        if (at == digitsStart || at - start > MAX_NUMBER_LENGTH) {
            return false;
        }
        number = parse(start);
        return true;
    }

    private double parse(int start) {
        return Double.parseDouble(new String(text, start, at - start, StandardCharsets.ISO_8859_1));
    }
}
