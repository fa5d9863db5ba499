package dev.millrace.server.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b c.d-e_f:g", "ключ", "日本", "a\n", "²", "Ⅳ", "...", "..a"})
    void theseAreNames(String name) {
        if (name.startsWith("..")) {
            assertThatThrownBy(() -> Limits.name(name, "key")).hasMessageContaining("must not resolve to other names");
        } else {
            assertThatCode(() -> Limits.name(name, "key")).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*b", "a,b", "🚀", "a\nb", "a\tb", "é\u0301("})
    void theseHaveOtherCharacters(String name) {
        assertThatThrownBy(() -> Limits.name(name, "key"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("Names may only contain alphanumerics");
    }

    @ParameterizedTest
    @CsvSource({"a//b, a/b", "a/, a", "./a, a", "a/../b, b", "/a, /a", "., .", "../a, ../a", "//a, //a", "'', ."})
    void aNameMustNotMeanAnother(String name, String normal) {
        assertThat(Limits.normalPath(name)).isEqualTo(normal);
        assertThatThrownBy(() -> Limits.name(name, "key"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("This name would resolve to '" + normal + "'");
    }

    @Test
    void lengthsCountCodePoints() {
        String rockets = "🚀".repeat(250);

        assertThatCode(() -> Limits.length("key", 250, rockets)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Limits.length("key", 249, rockets))
                .hasMessage("'key' exceeds the maximum length of 249 characters");
        assertThat(Limits.cut(rockets, 2)).isEqualTo("🚀🚀");
    }

    @Test
    void experimentIdsAreReadAsPythonDoes() {
        assertThat(Limits.experimentId(" 1_0 ").longValue()).isEqualTo(10);
        assertThat(Limits.experimentId("-3").longValue()).isEqualTo(-3);
        for (String id : new String[] {"", "a", "9".repeat(4301), "1_", "_1", "1__0", "0x1", "1.0"}) {
            assertThatThrownBy(() -> Limits.experimentId(id)).as(id).isInstanceOf(ApiException.class);
        }
    }
}
