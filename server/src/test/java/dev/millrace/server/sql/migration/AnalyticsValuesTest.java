package dev.millrace.server.sql.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.Json;
import dev.millrace.server.sql.DatabaseRefused;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyticsValuesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "12; 12",
                "12.0; 12",
                "1e3; 1000",
                "-4; -4",
                "\"3\"; 3",
                "\" 1_000 \"; 1000",
                "\"2e2\"; 200",
                "\"1__0\"; 10",
                "\"٣\"; 3",
                "9223372036854775807; 9223372036854775807",
                "-9223372036854775808; -9223372036854775808",
            })
    void countsOfTokensAreWholeNumbersHoweverWritten(String json, long count) {
        assertThat(AnalyticsValues.tokenCount(Json.parse(json))).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "true",
                "null",
                "[1]",
                "NaN",
                "1e400",
                "9223372036854775808",
                "\"0x10\"",
                "\"\"",
                "\"1e999999\""
            })
    void otherThingsAreNoCount(String json) {
        assertThat(AnalyticsValues.tokenCount(Json.parse(json))).isNull();
    }

    @Test
    void aShortTextForAHugeNumberCostsNothing() {
        Assertions.assertTimeout(
                Duration.ofSeconds(2),
                () -> assertThat(AnalyticsValues.tokenCount(Json.parse("\"1e999999999\"")))
                        .isNull());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {"0.1; 0.1", "1; 1.0", "\" 2_0.5 \"; 20.5", "\".5\"; 0.5", "-0.0; -0.0"})
    void costsAreFiniteNumbers(String json, double cost) {
        assertThat(AnalyticsValues.finite(Json.parse(json))).isEqualTo(cost);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "Infinity", "\"nan\"", "\"1d\"", "\"0x1p3\"", "false", "{}", "null"})
    void otherThingsAreNoCost(String json) {
        assertThat(AnalyticsValues.finite(Json.parse(json))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "true; 1.0; false",
                "false; 0.0; false",
                "\" Yes \"; 1.0; false",
                "no; 0.0; false",
                "2.5; 2.5; true",
                "-3; -3.0; true",
                "1e400; ; false",
                "NaN; ; false",
                "null; ; false",
                "[1]; ; false",
                "\"3\"; ; false",
                "1 2; ; false",
                "maybe; ; false",
            })
    void assessmentsCountAsNumbersOrYesAndNo(String value, Double figure, boolean numeric) {
        assertThat(AnalyticsValues.aggregate(value)).isEqualTo(new AnalyticsValues.Aggregate(figure, numeric));
    }

    @Test
    void textsAreCutAtCharactersAndNotWithinOne() {
        assertThat(AnalyticsValues.bounded("😀😀😀", 2)).isEqualTo("😀😀");
        assertThat(AnalyticsValues.bounded("abc", 3)).isEqualTo("abc");
        assertThat(AnalyticsValues.bounded(null, 3)).isNull();
    }

    @Test
    void theModelOfASpanIsRead() {
        assertThat(AnalyticsValues.model("{\"mlflow.llm.model\": \"m\", \"mlflow.llm.provider\": null}", "t", "s"))
                .containsExactly("m", null);
        assertThat(AnalyticsValues.model("\"{\\\"mlflow.llm.provider\\\": \\\"p\\\"}\"", "t", "s"))
                .containsExactly(null, "p");
        assertThat(AnalyticsValues.model("null", "t", "s")).containsExactly(null, null);
        assertThat(AnalyticsValues.model(null, "t", "s")).containsExactly(null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"other\": 1}", "{\"mlflow.llm.model\": 1}", "[]", "1", "not json", "\"text\""})
    void otherAttributesAreNotLostInSilence(String attributes) {
        assertThatThrownBy(() -> AnalyticsValues.model(attributes, "t", "s"))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("span s of trace t");
    }
}
