package dev.millrace.server;

import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.Sql;
import java.util.ArrayList;
import java.util.List;

/** MLflow's workspaces, which Millrace does not have: all that it shows belongs to the one called default. */
final class Workspaces {
    private static final List<String> TABLES = List.of("experiments", "registered_models", "webhooks");

    private Workspaces() {}

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
