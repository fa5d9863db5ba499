package dev.millrace.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.SearchLoggedModels;
import dev.millrace.api.model.SearchLoggedModelsDataset;
import dev.millrace.api.model.SearchLoggedModelsOrderBy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a client sends, the grammar reads it or refuses it: no other exception, no broken SQL, no long work. */
class GrammarFuzzTest {
    private static final List<String> PIECES = List.of(
            "metrics",
            "params",
            "tags",
            "attributes",
            "attribute",
            "tag",
            "dataset",
            "run",
            "name",
            "status",
            "run_id",
            "start_time",
            "experiment_id",
            "creation_time",
            "version_number",
            "source_path",
            "`a b`",
            "\"x.y\"",
            "'v'",
            "''",
            "'it''s'",
            "'a\\'",
            "`",
            "\"",
            "'",
            ".",
            ".",
            ".",
            " ",
            " ",
            " ",
            "\t",
            "\n",
            "=",
            "!=",
            "<",
            ">=",
            "==",
            "<>",
            "LIKE",
            "ilike",
            "NOT",
            "IN",
            "IS",
            "NULL",
            "AND",
            "and",
            "OR",
            "(",
            ")",
            ",",
            ";",
            "1",
            "-1",
            ".5",
            "1e3",
            "1e",
            "-",
            "+",
            "0x1",
            "é",
            "日本",
            "\u0000",
            "\uD83D\uDE00",
            "\uD83D",
            "\\u12",
            "%",
            "*",
            "--",
            "/*",
            "desc",
            "ASC",
            "nulls",
            "metrics.m > 1",
            "tags.k = 'v'",
            "name = 'a'",
            "('a', 'b')",
            "IS NOT NULL",
            "run_id IN (",
            "dataset.name",
            "params.p IS NULL",
            "last_update_time",
            "mlflow.prompt.is_prompt");

    @Test
    void anySoupOfTokensIsReadOrRefused(@TempDir Path directory) {
        var random = new Random(20260101);
        long start = System.nanoTime();
        int read = 0;
        try (var database = new SearchDatabase(directory)) {
            for (int i = 0; i < 20_000; i++) {
                String filter = soup(random, 1 + random.nextInt(14));
                String order = soup(random, 1 + random.nextInt(4));
                read += run(database, i % 5, random.nextInt(3) == 0 ? "" : filter, order, random.nextBoolean());
            }
        }
        assertThat(read).as("soups that made sense").isGreaterThan(500);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void longInputIsReadInLinearTime() {
        long start = System.nanoTime();
        for (String piece : List.of("'", "`", "''", "\\'", "a.", "(", "a = ", "AND ", "metrics.m > 1 ", "-", "\"\"")) {
            try {
                Searches.runs(piece.repeat(200_000 / piece.length()));
            } catch (ApiException refused) {
                assertThat(refused.message()).isNotEmpty();
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    private static String soup(Random random, int pieces) {
        var soup = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            soup.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return soup.toString();
    }

    /** One when the search was accepted, and then it has to run; zero when it was refused. */
    private static int run(SearchDatabase database, int kind, String filter, String order, boolean ordered) {
        String[] orderBy = ordered ? new String[] {order} : new String[0];
        try {
            PageQuery query = switch (kind) {
                case 0 -> Searches.runs(filter, orderBy);
                case 1 -> Searches.experiments(filter, orderBy);
                case 2 -> Searches.registeredModels(filter, orderBy);
                case 3 -> Searches.modelVersions(filter, orderBy);
                default -> loggedModels(filter, order);
            };
            database.page(query, "1", row -> row.getInt(1));
            return 1;
        } catch (ApiException refused) {
            assertThat(refused.code().status()).isEqualTo(400);
            return 0;
        }
    }

    private static PageQuery loggedModels(String filter, String order) {
        var request = SearchLoggedModels.builder()
                .experimentIds(List.of("1"))
                .filter(filter)
                .datasets(List.of(
                        SearchLoggedModelsDataset.builder().datasetName(order).build()))
                .orderBy(List.of(SearchLoggedModelsOrderBy.builder()
                        .fieldName("metrics." + order)
                        .datasetDigest(order)
                        .build()))
                .build();
        return LoggedModelSearch.query(Searches.DIALECT, request, 5);
    }
}
