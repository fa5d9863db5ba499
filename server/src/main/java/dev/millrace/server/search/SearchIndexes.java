package dev.millrace.server.search;

import dev.millrace.api.ApiException;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseException;
import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes that MLflow's schema lacks and that searches need. MLflow does not mind them: it looks at the revision of the
 * schema only. Tables that metrics, params and tags are written to get none, since every further index makes every
 * write dearer; their primary keys (key, run) serve filters and orders well enough.
 */
public final class SearchIndexes {
    private static final Logger log = LoggerFactory.getLogger(SearchIndexes.class);

    /** The default order of runs, so that a page is a walk along the index, whichever page it is. */
    private static final String RUNS_BY_START = "millrace_runs_by_start";

    private static final String OF_RUNS_BY_START =
            "CREATE INDEX " + RUNS_BY_START + " ON runs (experiment_id, lifecycle_stage, %s, run_uuid)";

    private SearchIndexes() {}

    /** Makes what is missing, in the background; searches work without, only slower. */
    public static Thread createInBackground(Database database) {
        return Thread.ofVirtual().name("search-indexes").start(() -> create(database));
    }

    private static void create(Database database) {
        try {
            Dialect dialect = database.dialect();
            // Asked for first: where it is there, not even the lock is taken that making it needs.
            if (database.readLatest(session -> session.query(dialect.indexNames(), row -> row.getString(1)))
                    .contains(RUNS_BY_START)) {
                return;
            }
            String byStart = OF_RUNS_BY_START.formatted(dialect.descendingKey("start_time"));
            database.write(session -> session.update(Sql.of(byStart)));
        } catch (ApiException | DatabaseException e) {
            // The server stops already, or another process holds the database; the next start tries again.
            log.info("The indexes for searches were not made: {}", e.getMessage());
        }
    }
}
