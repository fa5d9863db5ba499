package dev.millrace.server.auth;

import dev.millrace.server.registry.Prompts;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what a request's ids belong to: the experiment of a run, of a logged model, of a place; whether a registered
 * model is a prompt. Asked of the primary database: a client may go on at once with what it has just made.
 */
final class OwnerStore {
    private static final int REMEMBERED = 20_000;

    private final Database database;

    /** Runs and logged models with their experiments, which they never leave. */
    private final Map<String, String> experiments = Collections.synchronizedMap(new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    });

    OwnerStore(Database database) {
        this.database = database;
    }

    /** Where an experiment keeps its artifacts. */
    record Place(String experimentId, String location) {}

    /** A state of the table of experiments, whose locations never change. */
    record Generation(long count, long sum, long newest) {}

    /** The experiment of a run, deleted or not; null where there is no such run. */
    @Nullable
    String experimentOfRun(String runId) {
        return remembered("r" + runId, Sql.of("SELECT experiment_id FROM runs WHERE run_uuid = ?", runId));
    }

    /** The experiment of a logged model, deleted or not; null where there is no such model. */
    @Nullable
    String experimentOfLoggedModel(String modelId) {
        return remembered("m" + modelId, Sql.of("SELECT experiment_id FROM logged_models WHERE model_id = ?", modelId));
    }

    /** The id of an experiment by its name; null where there is none. */
    @Nullable
    String experimentNamed(String name) {
        return id(Sql.of("SELECT experiment_id FROM experiments WHERE workspace = 'default' AND name = ?", name));
    }

    /** Whether a registered model is a prompt; empty where there is no such model. */
    Optional<Boolean> isPrompt(String name) {
        return database.readLatest(session -> {
            boolean exists = session.queryOne(
                            Sql.of("SELECT 1 FROM registered_models WHERE workspace = 'default' AND ")
                                    .plus(session.dialect().equal("name", name)),
                            row -> row.getInt(1))
                    != null;
            boolean prompt = Prompts.isPrompt(session, name);
            return exists ? Optional.of(prompt) : Optional.empty();
        });
    }

    /**
     * Whether setting or deleting this tag of a model is doing so with the tag of prompts. On MariaDB and MySQL another
     * spelling changes it, too, where it is there.
     */
    boolean isPromptTag(String name, String key) {
        return key.equals(Prompts.TAG)
                || database.readLatest(session -> session.query(
                                Sql.of(
                                        "SELECT t.\"key\" FROM registered_model_tags t"
                                                + " WHERE t.workspace = 'default' AND t.name = ? AND t.\"key\" = ?",
                                        name,
                                        key),
                                row -> row.getString(1)))
                        .contains(Prompts.TAG);
    }

    /** Which experiments there are; another value as soon as one has come or gone. */
    Generation generation() {
        return database.readLatest(session -> Objects.requireNonNull(session.queryOne(
                // The sum, since numbers are not always taken in order; the time, since the last one may be taken
                // again. A sum of integers is no larger than an integer on SQL Server.
                Sql.of("SELECT COUNT(*), SUM(CAST(experiment_id AS DECIMAL(20))), MAX(creation_time) FROM experiments"),
                row -> new Generation(row.getLong(1), row.getLong(2), row.getLong(3)))));
    }

    /** Where all experiments keep their artifacts, deleted ones too. */
    List<Place> places() {
        return database.readLatest(session -> session.query(
                Sql.of("SELECT experiment_id, artifact_location FROM experiments WHERE artifact_location IS NOT NULL"),
                OwnerStore::place));
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(Long.toString(row.getLong(1)), row.getString(2));
    }

    private @Nullable String remembered(String key, Sql sql) {
        String known = experiments.get(key);
        if (known == null) {
            known = id(sql);
            if (known != null) {
                experiments.put(key, known);
            }
        }
        return known;
    }

    private @Nullable String id(Sql sql) {
        Optional<Long> id =
                database.readLatest(session -> Optional.ofNullable(session.queryOne(sql, row -> row.getLong(1))));
        return id.map(number -> Long.toString(number)).orElse(null);
    }
}
