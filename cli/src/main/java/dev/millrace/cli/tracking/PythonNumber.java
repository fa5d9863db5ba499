package dev.millrace.cli.tracking;

import java.math.BigDecimal;
import java.math.MathContext;

/** A double as Python prints it: {@code 0.1}, {@code 1.0}, {@code 1e-05}, {@code 1e+16}. */
public final class PythonNumber {
    /** Decimal exponents outside of these are printed with an {@code e}. */
    private static final int LEAST_PLAIN = -4;

    private static final int MOST_PLAIN = 15;

    private PythonNumber() {}

    /**
     * The shortest digits that stand for this very number, by Python's choice between the two ways of writing it.
     *
     * @param value neither NaN nor infinite
     */
    public static String of(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String sign = value < 0 ? "-" : "";
        if (exponent < LEAST_PLAIN || exponent > MOST_PLAIN) {
            String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
            String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
            return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + power;
        }
        String plain = shortest.toPlainString();
        return sign + (plain.contains(".") ? plain : plain + ".0");
    }

    /** Java takes the nearest of two digits where Python takes one that is enough: 4.9e-324 is 5e-324. */
    private static BigDecimal shortest(double value) {
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        BigDecimal one = digits.round(new MathContext(1)).stripTrailingZeros();
        return one.doubleValue() == value ? one : digits;
    }
}
