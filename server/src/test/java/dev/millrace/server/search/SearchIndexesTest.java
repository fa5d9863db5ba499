package dev.millrace.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.server.sql.Sql;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchIndexesTest {
    @Test
    void makesAnIndexOnceUnderANameOfOurOwn(@TempDir Path folder) throws InterruptedException {
        try (var database = new SearchDatabase(folder)) {
            for (int start = 0; start < 2; start++) {
                SearchIndexes.createInBackground(database.database()).join();
            }
            var indexes = database.database()
                    .read(session -> session.query(
                            Sql.of("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'millrace%'"),
                            row -> row.getString(1)));
            assertThat(indexes).containsExactly("millrace_runs_by_start");
        }
    }
}
