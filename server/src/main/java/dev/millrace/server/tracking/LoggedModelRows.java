package dev.millrace.server.tracking;

import static dev.millrace.server.tracking.Texts.emptyAsNull;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.LoggedModel;
import dev.millrace.api.model.LoggedModelData;
import dev.millrace.api.model.LoggedModelInfo;
import dev.millrace.api.model.LoggedModelParameter;
import dev.millrace.api.model.LoggedModelStatus;
import dev.millrace.api.model.LoggedModelTag;
import dev.millrace.api.model.Metric;
import dev.millrace.server.sql.RowReader;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads logged models: the rows first, and then the params, tags and metrics of all of them in one query each. */
final class LoggedModelRows {
    static final String COLUMNS = "l.model_id, l.experiment_id, l.name, l.artifact_location, l.creation_timestamp_ms,"
            + " l.last_updated_timestamp_ms, l.status, l.model_type, l.source_run_id, l.status_message";

    private LoggedModelRows() {}

    /** The model of that id with everything that belongs to it. */
    static LoggedModel find(Session session, String modelId, boolean deletedToo) throws SQLException {
        LoggedModel found = session.queryOne(
                Sql.of("SELECT " + COLUMNS + " FROM logged_models l WHERE ")
                        .plus(session.dialect().equal("l.model_id", modelId))
                        .plus(Sql.of(deletedToo ? "" : " AND l.lifecycle_stage <> 'deleted'")),
                LoggedModelRows::bare);
        if (found == null) {
            throw notFound(modelId);
        }
        return withChildren(session, List.of(found)).getFirst();
    }

    /** The number of the experiment of a model, deleted or not. */
    static long experimentOf(Session session, String modelId) throws SQLException {
        Long experiment = session.queryOne(
                Sql.of("SELECT experiment_id FROM logged_models WHERE ")
                        .plus(session.dialect().equal("model_id", modelId)),
                row -> row.getLong(1));
        if (experiment == null) {
            throw notFound(modelId);
        }
        return experiment;
    }

    static ApiException notFound(String modelId) {
        return ApiException.notFound("Logged model with ID '%s' not found.".formatted(modelId));
    }

    /** A model without params, tags and metrics. */
    static LoggedModel bare(ResultSet row) throws SQLException {
        var info = LoggedModelInfo.builder()
                .modelId(row.getString(1))
                .experimentId(Long.toString(row.getLong(2)))
                .name(row.getString(3))
                .artifactUri(row.getString(4))
                .creationTimestampMs(row.getLong(5))
                .lastUpdatedTimestampMs(row.getLong(6))
                .status(LoggedModelStatus.of(Integer.toString(row.getInt(7))))
                .modelType(row.getString(8))
                .sourceRunId(row.getString(9))
                .statusMessage(row.getString(10))
                .build();
        return new LoggedModel(info, LoggedModelData.builder().build());
    }

    /** The same models with their params, tags and metrics. */
    static List<LoggedModel> withChildren(Session session, List<LoggedModel> models) throws SQLException {
        Sql ofModels = session.dialect()
                .in("model_id", models.stream().map(LoggedModelRows::id).toList());
        var tags = children(
                session,
                Sql.of("SELECT model_id, tag_key, tag_value FROM logged_model_tags WHERE ")
                        .plus(ofModels)
                        .plus(Sql.of(" ORDER BY model_id, tag_key")),
                row -> new LoggedModelTag(row.getString(2), row.getString(3)));
        var params = children(
                session,
                Sql.of("SELECT model_id, param_key, param_value FROM logged_model_params WHERE ")
                        .plus(ofModels)
                        .plus(Sql.of(" ORDER BY model_id, param_key")),
                row -> new LoggedModelParameter(row.getString(2), row.getString(3)));
        var metrics = children(
                session,
                Sql.of("SELECT model_id, metric_name, metric_value, metric_timestamp_ms, metric_step,"
                                + " dataset_name, dataset_digest, run_id FROM logged_model_metrics WHERE ")
                        .plus(ofModels)
                        .plus(Sql.of(" ORDER BY model_id, metric_name, metric_timestamp_ms, metric_step, run_id")),
                LoggedModelRows::metric);
        return models.stream()
                .map(model -> {
                    String id = id(model);
                    return new LoggedModel(
                            withTags(model.info(), tags.getOrDefault(id, List.of())),
                            new LoggedModelData(
                                    params.getOrDefault(id, List.of()), metrics.getOrDefault(id, List.of())));
                })
                .toList();
    }

    private static Metric metric(ResultSet row) throws SQLException {
        return Metric.builder()
                .key(row.getString(2))
                .value(row.getDouble(3))
                .timestamp(row.getLong(4))
                .step(row.getLong(5))
                .datasetName(emptyAsNull(row.getString(6)))
                .datasetDigest(emptyAsNull(row.getString(7)))
                .modelId(row.getString(1))
                .runId(emptyAsNull(row.getString(8)))
                .build();
    }

    private static <T> Map<String, List<T>> children(Session session, Sql select, RowReader<T> reader)
            throws SQLException {
        Map<String, List<T>> byModel = new HashMap<>();
        session.forEach(
                select,
                row -> byModel.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                        .add(reader.read(row)));
        return byModel;
    }

    private static LoggedModelInfo withTags(@Nullable LoggedModelInfo info, List<LoggedModelTag> tags) {
        if (info == null) {
            throw new IllegalArgumentException("a model without info");
        }
        return new LoggedModelInfo(
                info.modelId(),
                info.experimentId(),
                info.name(),
                info.creationTimestampMs(),
                info.lastUpdatedTimestampMs(),
                info.artifactUri(),
                info.status(),
                info.creatorId(),
                info.modelType(),
                info.sourceRunId(),
                info.statusMessage(),
                tags,
                info.registrations());
    }

    private static String id(LoggedModel model) {
        LoggedModelInfo info = model.info();
        return info == null || info.modelId() == null ? "" : info.modelId();
    }
}
