package dev.millrace.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.ViewType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages put together are the whole answer, whatever the order, with ties, nulls, NaN and missing values. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagingTest {
    private static final List<String> KEYS = List.of(
            "metrics.m", "metrics.n", "params.p", "tags.t", "start_time", "end_time", "status", "run_id", "run_name");

    private final SearchDatabase database;

    PagingTest(@TempDir Path directory) {
        database = new SearchDatabase(directory);
    }

    @BeforeAll
    void runsWithManyTies() {
        var random = new Random(7);
        for (int i = 0; i < 60; i++) {
            String id = "r%02d".formatted(random.nextInt(10)) + i;
            database.run(id, random.nextInt(5) == 0 ? null : (long) random.nextInt(4), "FINISHED");
            if (random.nextInt(4) > 0) {
                database.metric(id, "m", random.nextInt(4) == 0 ? Double.NaN : random.nextInt(3) / 3.0);
            }
            if (random.nextInt(3) > 0) {
                database.metric(id, "n", random.nextGaussian() * Math.pow(10, random.nextInt(300)));
            }
            if (random.nextInt(3) > 0) {
                database.param(id, "p", List.of("", "a", "A", "ä", "\"'\\%").get(random.nextInt(5)));
            }
            if (random.nextInt(2) > 0) {
                database.tag(id, "t", Integer.toString(random.nextInt(3)));
            }
        }
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void pagesPutTogetherAreTheWholeOrder() {
        var random = new Random(11);
        for (int i = 0; i < 150; i++) {
            List<String> orderBy = new ArrayList<>();
            for (int k = random.nextInt(4); k > 0; k--) {
                orderBy.add(KEYS.get(random.nextInt(KEYS.size())) + (random.nextBoolean() ? " DESC" : " ASC"));
            }
            String filter = random.nextInt(3) == 0 ? "metrics.m != 0.5" : "";
            List<String> whole = all(filter, orderBy, 1000);
            assertThat(all(filter, orderBy, 1 + random.nextInt(7)))
                    .as("order %s, filter '%s'", orderBy, filter)
                    .isEqualTo(whole)
                    .doesNotHaveDuplicates();
            assertThat(whole).hasSizeGreaterThan(20);
        }
    }

    @Test
    void anOffsetOfTheOriginalIsTakenUpOnceAndThenReplaced() {
        List<String> whole = all("", List.of("metrics.m DESC"), 1000);
        Page<String> page = page("", List.of("metrics.m DESC"), 5, token("{\"offset\": 20}"));
        assertThat(page.items()).isEqualTo(whole.subList(20, 25));
        assertThat(page("", List.of("metrics.m DESC"), 5, page.nextToken()).items())
                .isEqualTo(whole.subList(25, 30));
        assertThat(page("", List.of(), 5, token("{\"offset\": -3}")).items())
                .isEqualTo(all("", List.of(), 1000).subList(0, 5));
        assertThat(page("", List.of(), 5, token("{\"offset\": \"999\"}")).items())
                .isEmpty();
    }

    @Test
    void theLastPageHasNoToken() {
        assertThat(page("", List.of(), 60, null).nextToken()).isNull();
        assertThat(page("", List.of(), 59, null).nextToken()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "!!",
                "bm90IGpzb24=",
                "W10=",
                "MQ==",
                "{}",
                "{\"offset\": 0}",
                "{\"offset\": \"x\"}",
                "{\"offset\": 1.5}",
                "{\"offset\": 1e400}",
                "{\"offset\": null}",
                "{\"after\": []}",
                "{\"after\": [1, \"a\"], \"order\": \"x\"}",
                "{\"after\": 1}",
            })
    void refusesWhatIsNoToken(String text) {
        String token = text.startsWith("{") ? token(text) : text;
        assertThatThrownBy(() -> page("", List.of(), 5, token))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("Invalid page token");
    }

    @Test
    void refusesATokenOfAnotherOrderAndATokenThatWasChanged() {
        String token = page("", List.of("params.p"), 5, null).nextToken();
        assertThatThrownBy(() -> page("", List.of("tags.t DESC"), 5, token)).isInstanceOf(ApiException.class);
        String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        for (String values : List.of("[1,2,3]", "[[],{},\"x\"]", "[null,null,null]", "[\"a\",1.5,\"b\"]", "[true]")) {
            String changed = token(text.replaceAll("\"after\":\\s*\\[.*?]", "\"after\":" + values));
            assertThatThrownBy(() -> page("", List.of("params.p"), 5, changed)).isInstanceOf(ApiException.class);
        }
    }

    private List<String> all(String filter, List<String> orderBy, int limit) {
        return database.allPages(token -> query(filter, orderBy, limit, token), "r.run_uuid", row -> row.getString(1));
    }

    private Page<String> page(String filter, List<String> orderBy, int limit, @Nullable String token) {
        return database.page(query(filter, orderBy, limit, token), "r.run_uuid", row -> row.getString(1));
    }

    private static PageQuery query(String filter, List<String> orderBy, int limit, @Nullable String token) {
        return RunSearch.query(Searches.DIALECT, List.of("1"), ViewType.ALL, filter, orderBy, limit, token);
    }

    private static String token(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
