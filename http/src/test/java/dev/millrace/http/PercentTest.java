package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentTest {

    @ParameterizedTest
    @CsvSource({"a, a", "a%20b, 'a b'", "a+b, a+b", "%C3%A4%c3%b6, äö", "%, %", "%4, %4", "%zz%41, %zzA", "%ff, \uFFFD"
    })
    void decodesPaths(String encoded, String decoded) {
        assertThat(Percent.decode(encoded)).isEqualTo(decoded);
    }

    @Test
    void readsQueriesInOrder() {
        assertThat(Percent.parseQuery("b=1&a=x%26y&b=2&&flag"))
                .containsExactly(
                        java.util.Map.entry("b", List.of("1", "2")),
                        java.util.Map.entry("a", List.of("x&y")),
                        java.util.Map.entry("flag", List.of("")));
    }
}
