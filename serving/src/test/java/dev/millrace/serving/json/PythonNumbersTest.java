package dev.millrace.serving.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As Python 3 prints them. */
class PythonNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0.30000000000000004, 0.30000000000000004",
        "1, 1.0",
        "-2.5, -2.5",
        "100, 100.0",
        "-0.0, -0.0",
        "0, 0.0",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "1.5e-7, 1.5e-07",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "123456789012345680, 1.2345678901234568e+17",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "4.9e-324, 5e-324",
        "-9.9e-324, -1e-323",
        "1.2e-322, 1.2e-322",
        "0.001, 0.001",
        "0.00015, 0.00015",
        "12345678.5, 12345678.5"
    })
    void printsLikePython(double value, String text) {
        assertThat(PythonNumbers.text(value)).isEqualTo(text);
    }
}
