package dev.millrace.server.tracking;

import static dev.millrace.server.tracking.Texts.newId;
import static dev.millrace.server.tracking.Texts.orEmpty;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.model.CreateLoggedModel;
import dev.millrace.api.model.Experiment;
import dev.millrace.api.model.LoggedModel;
import dev.millrace.api.model.LoggedModelParameter;
import dev.millrace.api.model.LoggedModelStatus;
import dev.millrace.api.model.LoggedModelTag;
import dev.millrace.api.model.SearchLoggedModels;
import dev.millrace.server.search.LoggedModelSearch;
import dev.millrace.server.search.Page;
import dev.millrace.server.search.PageQuery;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Logged models with their params, tags and metrics. */
public final class LoggedModelStore {
    private final Database database;
    private final Clock clock;

    public LoggedModelStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Makes a model with status PENDING in an active experiment. Its artifacts lie below the experiment's, in
     * {@code models/<id>/artifacts}.
     *
     * @param name the name; it need not be unique
     */
    LoggedModel create(CreateLoggedModel request, String name) {
        BigInteger number = ExperimentStore.id(orEmpty(request.experimentId()));
        return database.write(session -> {
            Experiment experiment = ExperimentStore.active(session, number);
            long experimentId = ExperimentStore.number(experiment);
            String id = "m-" + newId();
            long now = clock.millis();
            session.update(Sql.of(
                    """
                    INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms,
                        last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?)""",
                    id,
                    experimentId,
                    name,
                    ArtifactLocation.below(orEmpty(experiment.artifactLocation()), "models", id, "artifacts"),
                    now,
                    now,
                    LoggedModelStatus.LOGGED_MODEL_PENDING.number(),
                    orEmpty(request.modelType()),
                    orEmpty(request.sourceRunId())));
            insertParams(session, id, experimentId, request.params());
            refuseTagsTwice(request.tags());
            putTags(session, id, experimentId, request.tags());
            return LoggedModelRows.find(session, id, false);
        });
    }

    /** The model, unless it is deleted. */
    public LoggedModel get(String modelId) {
        return get(modelId, false);
    }

    LoggedModel get(String modelId, boolean deletedToo) {
        return database.read(session -> LoggedModelRows.find(session, modelId, deletedToo));
    }

    /** Sets the status, deleted or not; null is UNSPECIFIED. */
    LoggedModel finish(String modelId, @Nullable LoggedModelStatus status) {
        LoggedModelStatus given = status == null ? LoggedModelStatus.LOGGED_MODEL_STATUS_UNSPECIFIED : status;
        return database.write(session -> {
            session.update(Sql.of(
                    "UPDATE logged_models SET status = ?, last_updated_timestamp_ms = ? WHERE model_id = ?",
                    given.number(),
                    clock.millis(),
                    modelId));
            return LoggedModelRows.find(session, modelId, true);
        });
    }

    /** Marks the model as deleted; again and again without harm. */
    void delete(String modelId) {
        database.write(session -> {
            LoggedModelRows.experimentOf(session, modelId);
            return session.update(Sql.of("""
                    UPDATE logged_models SET lifecycle_stage = 'deleted', last_updated_timestamp_ms = ?
                    WHERE model_id = ?""", clock.millis(), modelId));
        });
    }

    /** Adds params; a key that the model has, or that is given twice, refuses them all. */
    void logParams(String modelId, List<LoggedModelParameter> params) {
        database.write(session -> {
            insertParams(session, modelId, LoggedModelRows.experimentOf(session, modelId), params);
            return params;
        });
    }

    /** Sets tags; the last of equal keys wins. */
    void setTags(String modelId, List<LoggedModelTag> tags) {
        database.write(session -> {
            putTags(session, modelId, LoggedModelRows.experimentOf(session, modelId), tags);
            return tags;
        });
    }

    void deleteTag(String modelId, String key) {
        database.write(session -> {
            LoggedModelRows.experimentOf(session, modelId);
            int deleted = session.update(
                    Sql.of("DELETE FROM logged_model_tags WHERE model_id = ? AND tag_key = ?", modelId, key));
            if (deleted == 0) {
                throw ApiException.notFound(
                        "No tag with key '%s' found for model with ID '%s'.".formatted(key, modelId));
            }
            return deleted;
        });
    }

    /** One page of the models that a request asks for. */
    Page<LoggedModel> search(SearchLoggedModels request, int limit) {
        PageQuery query = LoggedModelSearch.query(database.dialect(), request, limit);
        return database.read(session -> {
            Page<LoggedModel> page = query.page(session, LoggedModelRows.COLUMNS, LoggedModelRows::bare);
            return new Page<>(LoggedModelRows.withChildren(session, page.items()), page.nextToken());
        });
    }

    private static void insertParams(
            Session session, String modelId, long experimentId, List<LoggedModelParameter> params) throws SQLException {
        for (LoggedModelParameter param : params) {
            int added = session.update(Sql.of(
                    session.dialect().insertOrIgnore("""
                                    INTO logged_model_params (model_id, experiment_id, param_key, param_value)
                                    VALUES (?, ?, ?, ?)""", "model_id, param_key"),
                    modelId,
                    experimentId,
                    orEmpty(param.key()),
                    orEmpty(param.value())));
            if (added == 0) {
                throw new ApiException(
                        ErrorCode.BAD_REQUEST,
                        "The logged model '%s' has the param '%s' already; params of a model cannot be changed."
                                .formatted(modelId, param.key()));
            }
        }
    }

    /** A new model has each tag once; on an existing one the last of equal keys wins. */
    private static void refuseTagsTwice(List<LoggedModelTag> tags) {
        Set<String> keys = new HashSet<>();
        for (LoggedModelTag tag : tags) {
            if (!keys.add(orEmpty(tag.key()))) {
                throw new ApiException(
                        ErrorCode.BAD_REQUEST, "The tag '%s' is given twice.".formatted(orEmpty(tag.key())));
            }
        }
    }

    private static void putTags(Session session, String modelId, long experimentId, List<LoggedModelTag> tags)
            throws SQLException {
        Map<String, String> last = session.dialect().writersRunTogether() ? new TreeMap<>() : new LinkedHashMap<>();
        tags.forEach(tag -> last.put(orEmpty(tag.key()), orEmpty(tag.value())));
        for (Map.Entry<String, String> tag : last.entrySet()) {
            session.update(Sql.of(
                    session.dialect()
                            .insertOrUpdate(
                                    "INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value) VALUES (?, ?, ?, ?)",
                                    "model_id, tag_key",
                                    "tag_value"),
                    modelId,
                    experimentId,
                    tag.getKey(),
                    tag.getValue()));
        }
    }
}
