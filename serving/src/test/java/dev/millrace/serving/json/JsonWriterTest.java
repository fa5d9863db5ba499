package dev.millrace.serving.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonWriterTest {

    @Test
    void keepsTheMemoryOfOrdinaryTextsOnly() {
        var json = new JsonWriter();
        json.raw(" ".repeat(100_000)).clear();
        assertThat(json.capacity()).isGreaterThanOrEqualTo(100_000);

        json.raw(" ".repeat(5 << 20)).clear();
        assertThat(json.capacity()).isLessThan(100_000);

        assertThat(json.raw("again").toBytes()).asString().isEqualTo("again");
    }
}
