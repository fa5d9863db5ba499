package dev.millrace.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.ApiException;
import dev.millrace.server.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of five runs, a to e, are found, and in which order. The youngest is e; by default it comes first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunSearchTest {
    private final SearchDatabase database;

    RunSearchTest(@TempDir Path directory) {
        database = new SearchDatabase(directory);
    }

    @BeforeAll
    void fiveRuns() {
        database.run("a", 1000L, "FINISHED");
        database.run("b", 2000L, "FAILED");
        database.run("c", 3000L, "KILLED");
        database.run("d", 4000L, "RUNNING");
        database.run("e", 5000L, "RUNNING");
        database.metric("a", "m", 1);
        database.metric("b", "m", 2);
        database.metric("c", "m", Double.NaN);
        database.metric("d", "m", Double.MAX_VALUE);
        database.param("a", "p", "x");
        database.param("b", "p", "X");
        database.param("c", "p", "z_1");
        database.param("e", "p", "z%1");
        database.tag("a", "mlflow.runName", "Alpha");
        database.tag("b", "mlflow.runName", "Beta");
        database.tag("e", "we ird/key", "v");
        database.tag("e", "dots.in.it", "v");
        database.dataset("a", "iris", "d1", "training");
        database.dataset("b", "iris", "d2", "training");
        database.dataset("b", "iris", "d1", "eval");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "§§ | edcba",
                "metrics.m != 1 | dcb",
                "metrics.m != 99 | dcba",
                "metrics.m >= 1 | dba",
                "metrics.m = 0 | §§",
                "metrics.m < 1e999 AND metric.m > -1e999 | dba",
                "params.p LIKE 'x' | a",
                "params.p ILIKE 'x' | ba",
                "params.p LIKE 'z%1' | ec",
                "params.p LIKE 'z_1' | ec",
                "params.p != 'x' | ecb",
                "params.p IS NULL | d",
                "params.p IS NOT NULL | ecba",
                "tags.none IS NULL and params.p is null | d",
                "tags.`we ird/key` = 'v' | e",
                "tags.\"we ird/key\" = 'v' | e",
                "tags.dots.in.it = 'v' | e",
                "tags.`dots.in.it` = 'v' | e",
                "tags. dots = 'v' | §§",
                "run_name = 'Alpha' | a",
                "`run name` LIKE '%a' | ba",
                "attributes.run_name != 'Alpha' | b",
                "tags.mlflow.runName = 'Beta' | b",
                "status = 'RUNNING' | ed",
                "status != 'RUNNING' | cba",
                "run.status ILIKE 'running' | ed",
                "start_time > 2000 | edc",
                "Created > 1999.5 AND created <= 3000 | cb",
                "run_id IN ('a', 'c',) | ca",
                "attr.run_id NOT IN (\"a\", 'c') | edb",
                "user_id = 'u' | edcba",
                "end_time > 0 | §§",
                "dataset.name = 'iris' | ba",
                "datasets.digest IN ('d1') | ba",
                "dataset.context = 'eval' | b",
                "dataset.name = 'iris' AND dataset.context LIKE 'train%' AND metrics.m > 1 | b",
                "dataset.name != 'iris' | §§",
                "params.p = 'it''s' | §§",
                "start_time > 99999999999999999999999 | §§",
            })
    void finds(String filter, String runs) {
        assertThat(database.runs(Searches.runs(filter))).isEqualTo(runs);
    }

    /** MariaDB and MySQL take x and X for the same, so that the younger run comes first. */
    @Test
    void theOrderOfTextsIsTheDatabasesAffair() {
        assertThat(database.runs(Searches.runs("", "params.p DESC")))
                .isEqualTo(
                        switch (TestDatabase.chosen()) {
                            case MARIADB, MYSQL -> "cebad";
                            case SQLITE, POSTGRESQL, SQLSERVER -> "ceabd";
                        });
    }

    /** Not all know the backslash that takes a wildcard's meaning away. */
    @Test
    void aBackslashBeforeAWildcardIsTheDatabasesAffair() {
        assertThat(database.runs(Searches.runs("params.p LIKE 'z\\_1'")))
                .isEqualTo(
                        switch (TestDatabase.chosen()) {
                            case SQLITE, SQLSERVER -> "";
                            case POSTGRESQL, MARIADB, MYSQL -> "c";
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metrics.m | abdce",
                "metrics.m DESC | dbace",
                "metrics.none DESC | edcba",
                "params.p | baecd",
                "tags.`mlflow.runName` DESC | ba edc",
                "start_time | abcde",
                "created DESC | edcba",
                "end_time | edcba",
                "status | bac ed",
                "attribute.run_id ASC | abcde",
                "run_name desc | edcba",
            })
    void orders(String orderBy, String runs) {
        assertThat(database.runs(Searches.runs("", orderBy))).isEqualTo(runs.replace(" ", ""));
    }

    @Test
    void ordersBySeveralKeysAndIgnoresRepeatedOnes() {
        assertThat(database.runs(Searches.runs("", "status DESC", "start_time ASC")))
                .isEqualTo("decab");
        assertThat(database.runs(Searches.runs("", "status DESC", "start_time", "created DESC", "status")))
                .isEqualTo("decab");
    }

    @Test
    void aFilterAndAnOrderOnTheSameMetricDoNotMix() {
        assertThat(database.runs(Searches.runs("metrics.m > 0", "metrics.m DESC", "params.p")))
                .isEqualTo("dba");
    }

    @Test
    void findsNothingInNoExperiments() {
        PageQuery none = RunSearch.query(Searches.DIALECT, List.of(), null, "", List.of(), 10, null);
        assertThat(database.runs(none)).isEmpty();
    }

    @Test
    void pagesOfTheDefaultOrderAreARangeOfAnIndexOnTheRuns() throws InterruptedException {
        Assumptions.assumeTrue(TestDatabase.chosen() == TestDatabase.SQLITE, "the plan is SQLite's");
        SearchIndexes.createInBackground(database.database()).join();
        PageQuery first = RunSearch.query(Searches.DIALECT, List.of("1"), null, "metrics.m > 0", List.of(), 1, null);
        String token =
                database.page(first, "r.run_uuid", row -> row.getString(1)).nextToken();
        PageQuery second = RunSearch.query(Searches.DIALECT, List.of("1"), null, "metrics.m > 0", List.of(), 1, token);

        assertThat(database.plan(first, "r.run_uuid"))
                .anyMatch(step -> step.contains("millrace_runs_by_start"))
                .anyMatch(step -> step.contains("latest_metrics_1 (key=? AND run_uuid=?)"))
                .noneMatch(step -> step.contains("TEMP B-TREE"));
        assertThat(database.plan(second, "r.run_uuid"))
                .anyMatch(step -> step.contains("(experiment_id=? AND lifecycle_stage=? AND start_time<?)"))
                .noneMatch(step -> step.contains("TEMP B-TREE"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "metrics.m = '1' | Expected numeric value type for metric. Found '1'",
                "metrics.m == 1 | Invalid comparator '=='",
                "params.p = x | Parameter value is either not quoted or unidentified quote types used for string value x",
                "attributes.end_time IS NULL | IS NULL / IS NOT NULL is only supported for tags and params, not for 'attribute' 'end_time'",
                "status IN ('FINISHED') | Only ['run_id'] attributes support comparison with a list of quoted string values.",
                "params.p IN ('x') | Expected a quoted string value for parameter (e.g. 'my-value'). Got value ('x')",
                "foo.bar = 'x' | Invalid entity type 'foo'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
                "experiment_id = '1' | Invalid attribute key 'experiment_id' specified. Valid keys are",
                "metrics .m = 1 | Invalid entity type 'metrics '",
                "status = 'b'; c = 'd' | Search filter contained multiple expression",
                "status = 'a' OR status = 'b' | Invalid clause(s) in filter string: 'OR",
            })
    void refusesWithTheReason(String filter, String message) {
        assertThatThrownBy(() -> Searches.runs(filter))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesTooManyComparisonsAndTooLongPatterns() {
        assertThatThrownBy(() -> Searches.runs("metrics.m > 0 AND ".repeat(201)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("more than 200 comparisons");
        assertThat(database.runs(Searches.runs("metrics.m > 0 AND ".repeat(200))))
                .isEqualTo("dba");
        assertThatThrownBy(() -> Searches.runs("run_id IN ('a'" + ", 'a'".repeat(50_000) + ")"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("more than 50000 values");
        assertThat(database.runs(Searches.runs("run_id IN ('a'" + ", 'b'".repeat(49_999) + ")")))
                .isEqualTo("ba");
        assertThatThrownBy(() -> Searches.runs("params.p LIKE '" + "x".repeat(10_001) + "'"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("too long");
        assertThatThrownBy(() -> Searches.runs("(".repeat(450_001)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("450000 words, signs and blanks at most");
        assertThatThrownBy(() -> Searches.runs("", "(".repeat(450_001)))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("450000 words, signs and blanks at most");
        assertThat(database.runs(Searches.runs("run_id IN ('a'" + " , 'b'".repeat(49_999) + ")")))
                .isEqualTo("ba");
        assertThat(database.runs(Searches.runs("params.p LIKE '" + "%".repeat(10_000) + "'")))
                .isEqualTo("ecba");
    }
}
