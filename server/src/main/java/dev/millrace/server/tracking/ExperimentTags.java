package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.Experiment;
import dev.millrace.api.model.ExperimentTag;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tags of experiments. Some of them are views that users of the web pages have made; an experiment has few of these. */
final class ExperimentTags {
    private static final String CUSTOM_VIEW = "mlflow.customView.view";
    private static final int CUSTOM_VIEWS = 50;

    private ExperimentTags() {}

    /**
     * Sets a tag.
     *
     * @throws ApiException 400 where it is one custom view too many
     */
    static void set(Session session, Experiment experiment, String key, @Nullable String value) throws SQLException {
        if (key.startsWith(CUSTOM_VIEW)) {
            List<ExperimentTag> tags =
                    withTags(session, List.of(experiment)).getFirst().tags();
            if (tags.stream().noneMatch(tag -> key.equals(tag.key())) && customViews(tags) >= CUSTOM_VIEWS) {
                throw tooManyViews();
            }
        }
        put(session, ExperimentStore.number(experiment), key, value);
    }

    /** Sets a tag of the experiment of that number, whatever it is; none is the empty text. */
    static void put(Session session, long experiment, @Nullable String key, @Nullable String value)
            throws SQLException {
        session.update(Sql.of(
                session.dialect()
                        .insertOrUpdate(
                                "INTO experiment_tags (\"key\", value, experiment_id) VALUES (?, ?, ?)",
                                "\"key\", experiment_id",
                                "value"),
                key,
                value == null ? "" : value,
                experiment));
    }

    /** @throws ApiException 404 where the experiment has no such tag */
    static void delete(Session session, Experiment experiment, String key) throws SQLException {
        int deleted = session.update(Sql.of(
                "DELETE FROM experiment_tags WHERE experiment_id = ? AND \"key\" = ?",
                ExperimentStore.number(experiment),
                key));
        if (deleted == 0) {
            throw ApiException.notFound(
                    "No tag with name: %s in experiment with id %s".formatted(key, experiment.experimentId()));
        }
    }

    /** The same experiments with their tags. */
    static List<Experiment> withTags(Session session, List<Experiment> experiments) throws SQLException {
        Map<Long, List<ExperimentTag>> tags = new HashMap<>();
        session.forEach(
                Sql.of("SELECT experiment_id, \"key\", value FROM experiment_tags WHERE ")
                        .plus(session.dialect()
                                .in(
                                        "experiment_id",
                                        experiments.stream()
                                                .map(ExperimentStore::number)
                                                .toList())),
                row -> tags.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                        .add(new ExperimentTag(row.getString(2), row.getString(3))));
        return experiments.stream()
                .map(e -> new Experiment(
                        e.experimentId(),
                        e.name(),
                        e.artifactLocation(),
                        e.lifecycleStage(),
                        e.lastUpdateTime(),
                        e.creationTime(),
                        tags.getOrDefault(ExperimentStore.number(e), List.of()),
                        null,
                        e.workspace()))
                .toList();
    }

    /** Refuses more custom views than an experiment may have. */
    static void checkCustomViews(List<ExperimentTag> tags) {
        if (customViews(tags) > CUSTOM_VIEWS) {
            throw tooManyViews();
        }
    }

    private static long customViews(List<ExperimentTag> tags) {
        return tags.stream()
                .filter(tag -> tag.key() != null && tag.key().startsWith(CUSTOM_VIEW))
                .count();
    }

    private static ApiException tooManyViews() {
        return ApiException.invalid(
                "An experiment has at most %d custom views. Delete one before adding another.".formatted(CUSTOM_VIEWS));
    }
}
