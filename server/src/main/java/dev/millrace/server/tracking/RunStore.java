package dev.millrace.server.tracking;

import static dev.millrace.server.tracking.Texts.newId;
import static dev.millrace.server.tracking.Texts.orEmpty;

import dev.millrace.api.ApiException;
import dev.millrace.api.model.Experiment;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunData;
import dev.millrace.api.model.RunInfo;
import dev.millrace.api.model.RunInputs;
import dev.millrace.api.model.RunStatus;
import dev.millrace.api.model.RunTag;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The life of runs: created, updated, deleted, restored. What is logged to them is {@link RunLogStore}'s. */
public final class RunStore {
    static final String NAME_TAG = "mlflow.runName";
    static final String COLUMNS =
            "run_uuid, experiment_id, name, user_id, status, start_time, end_time, artifact_uri, lifecycle_stage";

    private final Database database;
    private final Clock clock;

    public RunStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Makes a run in an active experiment. */
    Run create(String experimentId, String userId, @Nullable String runName, long startTime, List<RunTag> tags) {
        String id = newId();
        List<RunTag> allTags = new ArrayList<>(tags.size() + 1);
        for (RunTag tag : tags) {
            allTags.add(new RunTag(tag.key(), orEmpty(tag.value())));
        }
        String name = nameFor(runName, allTags);
        BigInteger number = ExperimentStore.id(experimentId);
        return database.write(session -> {
            Experiment experiment = ExperimentStore.active(session, number);
            String artifacts = ArtifactLocation.below(String.valueOf(experiment.artifactLocation()), id, "artifacts");
            session.update(Sql.of("""
                    INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
                        source_version, lifecycle_stage, artifact_uri, experiment_id)
                    VALUES (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?)""", id, name, userId, startTime, artifacts, ExperimentStore.number(experiment)));
            RunLogStore.putTags(session, id, allTags);
            RunInfo info = RunInfo.builder()
                    .runUuid(id)
                    .runId(id)
                    .experimentId(experiment.experimentId())
                    .runName(name)
                    .userId(userId)
                    .status(RunStatus.RUNNING)
                    .startTime(startTime)
                    .artifactUri(artifacts)
                    .lifecycleStage(LifecycleStage.ACTIVE)
                    .build();
            return new Run(info, new RunData(List.of(), List.of(), allTags), new RunInputs(List.of(), List.of()), null);
        });
    }

    /** The name by the two ways in which a client may give it, or a random one; the tag is added where it is missing. */
    private static String nameFor(@Nullable String runName, List<RunTag> tags) {
        String given = runName == null ? "" : runName;
        String tagged = tags.stream()
                .filter(tag -> NAME_TAG.equals(tag.key()))
                .map(tag -> tag.value() == null ? "" : tag.value())
                .findFirst()
                .orElse("");
        if (!given.isEmpty() && !tagged.isEmpty() && !given.equals(tagged)) {
            throw ApiException.invalid(
                    "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='%s', mlflow.runName='%s')."
                            .formatted(given, tagged));
        }
        String name =
                !given.isEmpty() ? given : !tagged.isEmpty() ? tagged : RunNames.random(ThreadLocalRandom.current());
        if (tagged.isEmpty()) {
            tags.removeIf(tag -> NAME_TAG.equals(tag.key()));
            tags.add(new RunTag(NAME_TAG, name));
        }
        return name;
    }

    /** Changes what is not null of an active run, and the name unless it is empty. */
    RunInfo update(String id, @Nullable RunStatus status, @Nullable Long endTime, @Nullable String name) {
        return database.write(session -> {
            active(session, id);
            if (status != null) {
                session.update(Sql.of("UPDATE runs SET status = ? WHERE run_uuid = ?", status.name(), id));
            }
            if (endTime != null) {
                session.update(Sql.of("UPDATE runs SET end_time = ? WHERE run_uuid = ?", endTime, id));
            }
            if (name != null && !name.isEmpty()) {
                rename(session, id, name);
            }
            return find(session, id);
        });
    }

    /** Renames a run: the column and its twin among the tags. */
    static void rename(Session session, String id, String name) throws SQLException {
        session.update(Sql.of("UPDATE runs SET name = ? WHERE run_uuid = ?", name, id));
        RunLogStore.putTags(session, id, List.of(new RunTag(NAME_TAG, name)));
    }

    /** Marks a run as deleted, and takes away the assessments that it made; a deleted one stays as it is. */
    void delete(String id) {
        database.write(session -> {
            RunInfo run = find(session, id);
            if (LifecycleStage.ACTIVE.equals(run.lifecycleStage())) {
                session.update(Sql.of("DELETE FROM assessments WHERE ")
                        .plus(session.dialect()
                                .like("assessment_metadata", "%\"mlflow.assessment.sourceRunId\": \"" + id + "\"%")));
            }
            return session.update(Sql.of(
                    "UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = ? WHERE run_uuid = ?",
                    clock.millis(),
                    id));
        });
    }

    void restore(String id) {
        database.write(session -> {
            find(session, id);
            return session.update(
                    Sql.of("UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE run_uuid = ?", id));
        });
    }

    /** @throws ApiException 404 where there is no such run */
    static RunInfo find(Session session, String id) throws SQLException {
        RunInfo run = session.queryOne(
                Sql.of("SELECT " + COLUMNS + " FROM runs WHERE ")
                        .plus(session.dialect().equal("run_uuid", id)),
                RunStore::info);
        if (run == null) {
            throw ApiException.notFound("Run with id=%s not found".formatted(id));
        }
        return run;
    }

    /**
     * The number of the experiment of a run that may be written to.
     *
     * @throws ApiException 404 where there is no such run, 400 where it is deleted
     */
    static long active(Session session, String id) throws SQLException {
        Long experiment = session.queryOne(
                Sql.of("SELECT lifecycle_stage, experiment_id FROM runs WHERE ")
                        .plus(session.dialect().equal("run_uuid", id)),
                row -> {
                    String stage = row.getString(1);
                    if (!LifecycleStage.ACTIVE.equals(stage)) {
                        throw ApiException.invalid(
                                "The run %s must be in the 'active' state. Current state is %s.".formatted(id, stage));
                    }
                    return row.getLong(2);
                });
        if (experiment == null) {
            throw ApiException.notFound("Run with id=%s not found".formatted(id));
        }
        return experiment;
    }

    /** Keeps others from changing the run or its name until the transaction ends: for what is read to be written again. */
    static void lock(Session session, String id) throws SQLException {
        session.queryOne(session.dialect().lock("runs", Sql.of("run_uuid = ?", id)), row -> row.getInt(1));
    }

    /** Reads a row of {@link #COLUMNS}. */
    static RunInfo info(ResultSet row) throws SQLException {
        String id = row.getString(1);
        String status = row.getString(5);
        long startTime = row.getLong(6);
        long endTime = row.getLong(7);
        return new RunInfo(
                id,
                Long.toString(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                status == null ? null : RunStatus.valueOf(status),
                startTime,
                endTime == 0 ? null : endTime,
                row.getString(8),
                row.getString(9),
                id);
    }
}
