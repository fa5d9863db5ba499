package dev.millrace.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Python's {@code int()} says of the same texts. */
class WholeNumberTest {
    @ParameterizedTest
    @CsvSource({"' 1_0 ', 10", "-3, -3", "+7, 7", "007, 7", "\u0663\u0664, 34", "-0, 0"})
    void isReadAsPythonReadsIt(String text, long number) {
        assertThat(WholeNumber.parse(text)).isEqualTo(BigInteger.valueOf(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", "+", "a", "1_", "_1", "1__0", "0x1", "1.0", "--1", "- 1", "1 2", "\u00b2"})
    void isNoNumber(String text) {
        assertThat(WholeNumber.parse(text)).isNull();
    }

    @Test
    void hasAtMost4300Digits() {
        assertThat(WholeNumber.parse("9".repeat(4300))).isNotNull();
        assertThat(WholeNumber.parse("9".repeat(4301))).isNull();
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(WholeNumber.parse("9".repeat(10_000_000))).isNull());
        assertThat(WholeNumber.parse("1_".repeat(4000) + "1")).isNotNull();
    }

    @Test
    void isCutToWhatARowCanHold() {
        assertThat(WholeNumber.clamped(BigInteger.TEN)).isEqualTo(10);
        assertThat(WholeNumber.clamped(BigInteger.TEN.pow(40))).isEqualTo(Long.MAX_VALUE);
        assertThat(WholeNumber.clamped(BigInteger.TEN.pow(40).negate())).isEqualTo(Long.MIN_VALUE);
    }
}
