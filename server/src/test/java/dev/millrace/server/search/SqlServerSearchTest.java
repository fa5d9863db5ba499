package dev.millrace.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.model.SearchLoggedModels;
import dev.millrace.api.model.SearchLoggedModelsOrderBy;
import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import dev.millrace.server.sql.SqlServerDialect;
import dev.millrace.server.sql.TransactSql;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The statements of searches as SQL Server gets them, of which none runs here. */
class SqlServerSearchTest {
    private static final Dialect DIALECT = new SqlServerDialect();

    /** A search for the page that begins at a token, or for the first one. */
    private interface Search extends Function<@Nullable String, PageQuery> {}

    static Stream<Search> searches() {
        return Stream.of(
                runs(""),
                runs("metrics.m > 1 AND metrics.n != 2 AND params.p LIKE 'a%' AND tags.t ILIKE 'B_'"),
                runs("attributes.run_id IN ('a', 'b') AND params.p IS NULL AND tags.t IS NOT NULL"),
                runs("datasets.name = 'd' AND dataset.context = 'train' AND run_name = 'x' AND start_time > 1"),
                runs("", "metrics.m DESC", "params.p", "tags.t DESC", "start_time ASC", "run_id DESC"),
                runs("", "params.p DESC"),
                token -> ExperimentSearch.query(
                        DIALECT,
                        null,
                        "name = 'x' AND tags.t = 'y' AND creation_time > 1",
                        List.of("name DESC"),
                        10,
                        token),
                token -> ExperimentSearch.query(DIALECT, null, "experiment_id IN ('1', '2')", List.of(), 10, token),
                token -> RegisteredModelSearch.query(
                        DIALECT, "default", "name LIKE 'x%' AND tags.t != 'y'", List.of(), 10, token),
                token -> RegisteredModelSearch.query(
                        DIALECT, "default", "", List.of("timestamp", "name DESC"), 10, token),
                token -> ModelVersionSearch.query(
                        DIALECT,
                        "default",
                        "name = 'x' AND run_id IN ('a', 'b') AND version_number > 1",
                        List.of(),
                        10,
                        token),
                token -> LoggedModelSearch.query(
                        DIALECT,
                        SearchLoggedModels.builder()
                                .experimentIds(List.of("1", "2"))
                                .filter("metrics.m > 1 AND params.p = 'a' AND status LIKE '1%'")
                                .orderBy(List.of(SearchLoggedModelsOrderBy.builder()
                                        .fieldName("metrics.m")
                                        .datasetName("d")
                                        .build()))
                                .pageToken(token)
                                .build(),
                        10),
                token -> WebhookSearch.query(DIALECT, "default", 10, token));
    }

    @ParameterizedTest
    @MethodSource("searches")
    void theFirstPageHasItsValuesAndNoWordsOfOtherDatabases(Search search) {
        check(search.apply(null));
    }

    @ParameterizedTest
    @MethodSource("searches")
    void soHasThePageBehindARow(Search search) {
        PageQuery first = search.apply(null);

        check(search.apply(first.tokenBehind(row(first, "gröb"))));
    }

    @ParameterizedTest
    @MethodSource("searches")
    void soHasThePageBehindARowWithoutValues(Search search) {
        PageQuery first = search.apply(null);

        check(search.apply(first.tokenBehind(row(first, null))));
    }

    /** Else a name beyond ASCII would be looked for by the rules of Unicode, and pages could come round again. */
    @Test
    void textsOfARowAreComparedInTheOrderOfTheirColumn() {
        Search search = token -> RegisteredModelSearch.query(DIALECT, "default", "", List.of("name"), 10, token);
        PageQuery first = search.apply(null);

        PageQuery second = search.apply(first.tokenBehind(row(first, "gröb")));

        assertThat(second.segments().getFirst().condition().text())
                .contains(" >= CAST(? AS VARCHAR(8000)) AND ")
                .doesNotContain("> ?", "= ?");
    }

    private static void check(PageQuery search) {
        for (PageQuery.Segment segment : search.segments()) {
            TransactSql.check(search.select("1 AS found", segment, 11));
        }
    }

    /** @param text what is in its texts; null where all that may be null is */
    private static List<@Nullable Object> row(PageQuery search, @Nullable String text) {
        var values = new ArrayList<@Nullable Object>();
        for (SortKey key : search.keys()) {
            values.add(
                    text == null && key.nullable()
                            ? null
                            : switch (key.type()) {
                                case WHOLE -> 7L;
                                case DECIMAL -> 0.5;
                                case TEXT -> text == null ? "a" : text;
                            });
        }
        return values;
    }

    /** SQL Server refuses to order by one column twice. */
    @Test
    void noColumnIsOrderedByTwice() {
        PageQuery search = runs("", "run_id DESC").apply(null);

        Sql select = search.select("r.run_uuid", search.segments().getFirst(), 11);

        assertThat(select.text())
                .endsWith(" ORDER BY r.run_uuid DESC, r.start_time DESC OFFSET ? ROWS FETCH NEXT ? ROWS ONLY");
    }

    private static Search runs(String filter, String... orderBy) {
        return token -> RunSearch.query(DIALECT, List.of("1", "2"), null, filter, List.of(orderBy), 10, token);
    }
}
