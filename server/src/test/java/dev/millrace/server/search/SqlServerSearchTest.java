package dev.millrace.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.model.SearchLoggedModels;
import dev.millrace.api.model.SearchLoggedModelsOrderBy;
import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import dev.millrace.server.sql.SqlServerDialect;
import dev.millrace.server.sql.TransactSql;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The statements of searches as SQL Server gets them, of which none runs here. */
class SqlServerSearchTest {
    private static final Dialect DIALECT = new SqlServerDialect();

    static Stream<PageQuery> searches() {
        return Stream.of(
                runs(""),
                runs("metrics.m > 1 AND metrics.n != 2 AND params.p LIKE 'a%' AND tags.t ILIKE 'B_'"),
                runs("attributes.run_id IN ('a', 'b') AND params.p IS NULL AND tags.t IS NOT NULL"),
                runs("datasets.name = 'd' AND dataset.context = 'train' AND run_name = 'x' AND start_time > 1"),
                runs("", "metrics.m DESC", "params.p", "tags.t DESC", "start_time ASC", "run_id DESC"),
                ExperimentSearch.query(
                        DIALECT,
                        null,
                        "name = 'x' AND tags.t = 'y' AND creation_time > 1",
                        List.of("name DESC"),
                        10,
                        null),
                ExperimentSearch.query(DIALECT, null, "experiment_id IN ('1', '2')", List.of(), 10, null),
                RegisteredModelSearch.query(
                        DIALECT, "default", "name LIKE 'x%' AND tags.t != 'y'", List.of(), 10, null),
                RegisteredModelSearch.query(DIALECT, "default", "", List.of("timestamp", "name DESC"), 10, null),
                ModelVersionSearch.query(
                        DIALECT,
                        "default",
                        "name = 'x' AND run_id IN ('a', 'b') AND version_number > 1",
                        List.of(),
                        10,
                        null),
                LoggedModelSearch.query(
                        DIALECT,
                        SearchLoggedModels.builder()
                                .experimentIds(List.of("1", "2"))
                                .filter("metrics.m > 1 AND params.p = 'a' AND status LIKE '1%'")
                                .orderBy(List.of(SearchLoggedModelsOrderBy.builder()
                                        .fieldName("metrics.m")
                                        .datasetName("d")
                                        .build()))
                                .build(),
                        10),
                WebhookSearch.query(DIALECT, "default", 10, null));
    }

    @ParameterizedTest
    @MethodSource("searches")
    void itHasItsValuesAndNoWordsOfOtherDatabases(PageQuery search) {
        for (PageQuery.Segment segment : search.segments()) {
            TransactSql.check(search.select("1 AS found", segment, 11));
        }
    }

    /** SQL Server refuses to order by one column twice. */
    @Test
    void noColumnIsOrderedByTwice() {
        PageQuery search = runs("", "run_id DESC");

        Sql select = search.select("r.run_uuid", search.segments().getFirst(), 11);

        assertThat(select.text())
                .endsWith(" ORDER BY r.run_uuid DESC, r.start_time DESC OFFSET ? ROWS FETCH NEXT ? ROWS ONLY");
    }

    private static PageQuery runs(String filter, String... orderBy) {
        return RunSearch.query(DIALECT, List.of("1", "2"), null, filter, List.of(orderBy), 10, null);
    }
}
