package dev.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NormaliserTest {

    private final Normaliser normaliser = new Normaliser("/data/1", "127.0.0.1:5000", List.of());

    @Test
    void idsAreNumberedInTheOrderOfTheirAppearance() {
        String first = "a".repeat(32);
        String second = "b".repeat(32);

        assertThat(json("{\"run_id\": \"" + first + "\"}")).contains("<id 1>");
        assertThat(json("{\"uri\": \"m-" + second + "/x\", \"run_id\": \"" + first + "\"}"))
                .contains("m-<id 2>/x", "<id 1>");
    }

    @Test
    void whatChangesFromCallToCallBecomesAWord() {
        assertThat(json("{\"creation_time\": " + System.currentTimeMillis() + "}"))
                .contains("\"<now>\"");
        assertThat(json("{\"start_time\": 1500000000000}")).contains("1500000000000");
        assertThat(json("{\"run_name\": \"wistful-fawn-729\"}")).contains("<name>");
        assertThat(json("{\"next_page_token\": \"abc\"}")).contains("<token>");
        assertThat(json("{\"root_uri\": \"/data/1/x\"}")).contains("<folder>/x");
        assertThat(json("{\"message\": \"Valid: '{'b', 'a'}'\"}")).contains("Valid: one of 'a', 'b'");
    }

    @Test
    void numbersKeepTheirSpellingAndLongTextsAreShortened() {
        assertThat(json("{\"a\": 1, \"b\": 1.0, \"c\": 1e-07, \"d\": \"" + "x".repeat(6000) + "\"}"))
                .contains("\"a\": 1,", "\"b\": 1.0,", "\"c\": 1e-07,", "x×6000");
    }

    private String json(String body) {
        return normaliser.describe(
                new Answer(200, Map.of("content-type", "application/json"), body.getBytes(StandardCharsets.UTF_8)));
    }
}
