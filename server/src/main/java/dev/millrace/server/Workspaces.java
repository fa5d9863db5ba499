package dev.millrace.server;

import dev.millrace.api.ApiException;
import dev.millrace.http.Filter;
import dev.millrace.http.ProbePaths;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** MLflow's workspaces, which Millrace does not have: all that it shows belongs to the one called default. */
final class Workspaces {
    private static final List<String> TABLES = List.of("experiments", "registered_models", "webhooks");

    private static final String HEADER = "X-MLFLOW-WORKSPACE";
    private static final ProbePaths PROBES = new ProbePaths("");

    /** By these a client finds out that there are none. */
    private static final Set<String> SERVER_INFO =
            Set.of("/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info");

    private Workspaces() {}

    /**
     * Refuses requests that are meant for a workspace, also for the one called default, as the original does: what a client
     * keeps in a workspace of another server must not be mixed with what is here. To stand behind the static prefix.
     */
    static Filter refused() {
        return (exchange, next) -> {
            String workspace = exchange.header(HEADER);
            String path = exchange.path();
            if (workspace != null && !workspace.isEmpty() && !PROBES.contain(path) && !SERVER_INFO.contains(path)) {
                throw ApiException.notImplemented(
                        "Workspaces: a feature of MLflow that this server does not have. Send the request without the header "
                                + HEADER + ": unset MLFLOW_WORKSPACE, and call no mlflow.set_workspace().");
            }
            return next.handle(exchange);
        };
    }

    /**
     * Refuses a database of several workspaces, as the original does without {@code --enable-workspaces}: the borders
     * between them would be gone.
     *
     * @throws DatabaseRefused where something is in another workspace
     */
    static void requireNone(Database database) {
        List<String> found = database.read(session -> {
            List<String> names = new ArrayList<>();
            for (String table : TABLES) {
                // Two ranges, which the index on the column answers.
                names.addAll(session.query(
                        session.dialect()
                                .atMost(
                                        1,
                                        Sql.of("SELECT name, workspace FROM " + table
                                                + " WHERE workspace < 'default' OR workspace > 'default'")),
                        row -> "'%s' of the workspace '%s'".formatted(row.getString(1), row.getString(2))));
            }
            return names;
        });
        if (!found.isEmpty()) {
            throw new DatabaseRefused(
                    "The database has workspaces beside 'default', which Millrace does not know; everyone would see what is in them, as %s. Run it with MLflow's --enable-workspaces, or move what they hold into a database of its own."
                            .formatted(String.join(", ", found)));
        }
    }
}
