package dev.millrace.projects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PythonTextTest {
    /** What Python's {@code str} says of each, tried with Python itself. */
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(true, "True"),
                Arguments.of(7, "7"),
                Arguments.of(0.1, "0.1"),
                Arguments.of(100.0, "100.0"),
                Arguments.of(1e-3, "0.001"),
                Arguments.of(1e-4, "0.0001"),
                Arguments.of(1e-5, "1e-05"),
                Arguments.of(1.5e-7, "1.5e-07"),
                Arguments.of(1e15, "1000000000000000.0"),
                Arguments.of(1e16, "1e+16"),
                Arguments.of(1.25e300, "1.25e+300"),
                Arguments.of(Double.POSITIVE_INFINITY, "inf"),
                Arguments.of("text", "text"),
                Arguments.of(List.of(1, "a", 0.5, false), "[1, 'a', 0.5, False]"),
                Arguments.of(List.of("it's"), "[\"it's\"]"),
                Arguments.of(Map.of("a", List.of()), "{'a': []}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void isWhatPythonPrints(Object value, String text) {
        assertThat(PythonText.of(value)).isEqualTo(text);
    }
}
