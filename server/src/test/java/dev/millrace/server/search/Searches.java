package dev.millrace.server.search;

import dev.millrace.api.model.SearchLoggedModels;
import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Dialect;
import dev.millrace.server.sql.MysqlDialect;
import dev.millrace.server.sql.PostgresDialect;
import dev.millrace.server.sql.SqlServerDialect;
import dev.millrace.server.sql.SqliteDialect;
import java.util.List;

/** Searches with a filter and an order and nothing else, for tests. */
final class Searches {
    static final Dialect DIALECT = switch (TestDatabase.chosen()) {
        case SQLITE -> new SqliteDialect();
        case POSTGRESQL -> new PostgresDialect();
        case MARIADB, MYSQL -> new MysqlDialect();
        case SQLSERVER -> new SqlServerDialect();
    };

    private Searches() {}

    static PageQuery runs(String filter, String... orderBy) {
        return RunSearch.query(DIALECT, List.of("1"), null, filter, List.of(orderBy), 1000, null);
    }

    static PageQuery experiments(String filter, String... orderBy) {
        return ExperimentSearch.query(DIALECT, null, filter, List.of(orderBy), 1000, null);
    }

    static PageQuery registeredModels(String filter, String... orderBy) {
        return RegisteredModelSearch.query(DIALECT, "default", filter, List.of(orderBy), 1000, null);
    }

    static PageQuery modelVersions(String filter, String... orderBy) {
        return ModelVersionSearch.query(DIALECT, "default", filter, List.of(orderBy), 1000, null);
    }

    static PageQuery loggedModels(String filter) {
        return LoggedModelSearch.query(
                DIALECT,
                SearchLoggedModels.builder()
                        .experimentIds(List.of("1"))
                        .filter(filter)
                        .build(),
                1000);
    }
}
