package dev.millrace.server.tracking;

import static dev.millrace.server.tracking.Texts.emptyAsNull;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.api.model.LogBatch;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.RunTag;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is logged to runs: metrics, parameters and tags. Everything that comes in was checked by {@link Limits}. */
public final class RunLogStore {
    private static final String MODEL_HISTORY = "mlflow.log-model.history";

    private final Database database;

    public RunLogStore(Database database) {
        this.database = database;
    }

    /**
     * Logs a batch, all of it or nothing.
     *
     * @throws ApiException 400 where a parameter has another value already, or the run is deleted
     */
    void logBatch(LogBatch batch) {
        String run = String.valueOf(batch.runId());
        database.write(session -> {
            long experiment = RunStore.active(session, run);
            addParams(session, run, batch.params());
            addMetrics(session, run, experiment, batch.metrics());
            putTags(session, run, batch.tags());
            return batch;
        });
    }

    void logMetric(String run, Metric metric) {
        database.write(session -> {
            addMetrics(session, run, RunStore.active(session, run), List.of(metric));
            return metric;
        });
    }

    void logParam(String run, Param param) {
        database.write(session -> {
            RunStore.active(session, run);
            String logged = session.queryOne(
                    Sql.of("SELECT value FROM params WHERE \"key\" = ? AND run_uuid = ?", param.key(), run),
                    row -> row.getString(1));
            if (logged != null && !logged.equals(param.value())) {
                throw ApiException.invalid(
                        "Changing param values is not allowed. Param with key='%s' was already logged with value='%s' for run ID='%s'. Attempted logging new value '%s'."
                                .formatted(param.key(), logged, run, param.value()));
            }
            if (logged == null) {
                insertParams(session, run, List.of(param));
            }
            return param;
        });
    }

    void setTag(String run, RunTag tag) {
        database.write(session -> {
            RunStore.active(session, run);
            putTags(session, run, List.of(tag));
            return tag;
        });
    }

    void deleteTag(String run, String key) {
        database.write(session -> {
            RunStore.active(session, run);
            if (session.update(Sql.of("DELETE FROM tags WHERE \"key\" = ? AND run_uuid = ?", key, run)) == 0) {
                throw ApiException.notFound("No tag with name: %s in run with id %s".formatted(key, run));
            }
            return key;
        });
    }

    /** Adds a model's description to the list in the tag that older clients read. */
    void addModel(String run, JsonValue.Obj model) {
        database.write(session -> {
            RunStore.active(session, run);
            RunStore.lock(session, run);
            String old = tag(session, run, MODEL_HISTORY);
            List<JsonValue> models = new ArrayList<>();
            if (old != null && Json.parse(old) instanceof JsonValue.Arr(List<JsonValue> logged)) {
                models.addAll(logged);
            }
            models.add(model);
            String value = new String(Json.print(new JsonValue.Arr(models)), StandardCharsets.UTF_8);
            putTags(session, run, List.of(new RunTag(MODEL_HISTORY, value)));
            return model;
        });
    }

    /** The value of a tag, or null. */
    static @Nullable String tag(Session session, String run, String key) throws SQLException {
        return session.queryOne(
                Sql.of("SELECT value FROM tags WHERE \"key\" = ? AND run_uuid = ?", key, run), row -> row.getString(1));
    }

    /** Sets tags, the last one of a key; the name's tag renames the run, and changes nothing where it is empty. */
    static void putTags(Session session, String run, List<RunTag> tags) throws SQLException {
        if (tags.isEmpty()) {
            return;
        }
        Map<String, String> values = session.dialect().writersRunTogether() ? new TreeMap<>() : new LinkedHashMap<>();
        for (RunTag tag : tags) {
            String value = tag.value() == null ? "" : tag.value();
            if (!RunStore.NAME_TAG.equals(tag.key())) {
                values.put(String.valueOf(tag.key()), value);
            } else if (!value.isEmpty()) {
                session.update(Sql.of(
                        "UPDATE runs SET name = ? WHERE run_uuid = ? AND (name IS NULL OR name <> ?)",
                        value,
                        run,
                        value));
                values.put(RunStore.NAME_TAG, value);
            }
        }
        List<@Nullable Object[]> rows = new ArrayList<>(values.size());
        values.forEach((key, value) -> rows.add(new @Nullable Object[] {key, value, run}));
        session.batch(
                session.dialect()
                        .insertOrUpdate(
                                "INTO tags (\"key\", value, run_uuid) VALUES (?, ?, ?)", "\"key\", run_uuid", "value"),
                rows);
    }

    private static void addParams(Session session, String run, List<Param> params) throws SQLException {
        if (params.isEmpty()) {
            return;
        }
        Map<String, String> logged = new HashMap<>();
        session.forEach(
                Sql.of("SELECT \"key\", value FROM params WHERE run_uuid = ?", run),
                row -> logged.put(row.getString(1), row.getString(2)));
        List<Param> fresh = new ArrayList<>(params.size());
        List<String> conflicts = new ArrayList<>();
        for (Param param : params) {
            String old = logged.get(param.key());
            if (old == null) {
                fresh.add(param);
            } else if (!old.equals(param.value())) {
                conflicts.add("{'key': %s, 'old_value': %s, 'new_value': %s}"
                        .formatted(Limits.shown(param.key()), Limits.shown(old), Limits.shown(param.value())));
            }
        }
        if (!conflicts.isEmpty()) {
            throw ApiException.invalid(
                    "Changing param values is not allowed. Params were already logged='%s' for run ID='%s'."
                            .formatted(conflicts, run));
        }
        if (session.dialect().writersRunTogether()) {
            fresh.sort(Comparator.comparing(param -> String.valueOf(param.key())));
        }
        insertParams(session, run, fresh);
    }

    private static void insertParams(Session session, String run, List<Param> params) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(params.size());
        for (Param param : params) {
            rows.add(new @Nullable Object[] {param.key(), param.value() == null ? "" : param.value(), run});
        }
        session.batch("INSERT INTO params (\"key\", value, run_uuid) VALUES (?, ?, ?)", rows);
    }

    private static void addMetrics(Session session, String run, long experiment, List<Metric> metrics)
            throws SQLException {
        if (metrics.isEmpty()) {
            return;
        }
        MetricSink sink = session.sink(MetricSink.class, MetricSink::new);
        List<@Nullable Object[]> ofModels = new ArrayList<>();
        Set<String> checked = new HashSet<>();
        for (Metric metric : metrics) {
            sink.add(run, metric);
            if (metric.modelId() instanceof String model && !model.isEmpty()) {
                if (checked.add(model)) {
                    requireModel(session, model);
                }
                ofModels.add(modelRow(run, experiment, model, metric));
            }
        }
        session.batch(
                session.dialect()
                        .insertOrIgnore("""
                                INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value,
                                    experiment_id, run_id, dataset_name, dataset_digest)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""", "model_id, metric_name, metric_timestamp_ms, metric_step, run_id"),
                ofModels);
    }

    private static void requireModel(Session session, String model) throws SQLException {
        if (session.queryOne(Sql.of("SELECT 1 FROM logged_models WHERE model_id = ?", model), row -> row.getInt(1))
                == null) {
            throw new ApiException(
                    ErrorCode.BAD_REQUEST,
                    "The metric names the logged model '%s', which is not there.".formatted(model));
        }
    }

    private static @Nullable Object[] modelRow(String run, long experiment, String model, Metric metric) {
        return new @Nullable Object[] {
            model,
            metric.key(),
            metric.timestamp(),
            metric.step() == null ? 0L : metric.step(),
            MetricSink.stored(metric),
            experiment,
            run,
            emptyAsNull(metric.datasetName()),
            emptyAsNull(metric.datasetDigest())
        };
    }
}
