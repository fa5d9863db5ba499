package dev.millrace.server.search;

import static org.assertj.core.api.Assertions.assertThat;

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
                    .read(session -> session.query(session.dialect().indexNames(), row -> row.getString(1)));
            assertThat(indexes)
                    .filteredOn(name -> name.startsWith("millrace"))
                    .containsExactly("millrace_runs_by_start");
        }
    }

    /** On a server it would take a lock on all runs. */
    @Test
    void writesNothingWhereTheIndexIsThere(@TempDir Path folder) throws InterruptedException {
        try (var database = new SearchDatabase(folder)) {
            SearchIndexes.createInBackground(database.database()).join();
            long commits = database.database().commitFigures().commits();

            SearchIndexes.createInBackground(database.database()).join();

            assertThat(database.database().commitFigures().commits()).isEqualTo(commits);
        }
    }
}
