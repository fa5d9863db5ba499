package dev.millrace.server.tracking;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.model.Experiment;
import dev.millrace.api.model.ExperimentTag;
import dev.millrace.api.model.SearchExperiments;
import dev.millrace.api.model.SearchExperimentsResponse;
import dev.millrace.api.model.ViewType;
import dev.millrace.server.search.ExperimentSearch;
import dev.millrace.server.search.Page;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Experiments. Their tags are {@link ExperimentTags}'s. */
public final class ExperimentStore {
    private static final String COLUMNS =
            "experiment_id, name, artifact_location, lifecycle_stage, last_update_time, creation_time, workspace";

    private final Database database;
    private final String artifactRoot;
    private final Clock clock;

    /** @param artifactRoot the location below which experiments without one of their own keep artifacts */
    public ExperimentStore(Database database, String artifactRoot, Clock clock) {
        this.database = database;
        this.artifactRoot = ArtifactLocation.absolute(artifactRoot);
        this.clock = clock;
    }

    /** Makes the experiment Default with id 0 where there is none at all. */
    public void createDefault() {
        boolean empty = database.read(session -> session.queryOne(
                        session.dialect().atMost(1, Sql.of("SELECT experiment_id FROM experiments")),
                        row -> row.getInt(1))
                == null);
        if (empty) {
            database.write(session -> {
                long now = clock.millis();
                return session.update(Sql.of(
                        session.dialect().withGivenNumber("experiments", """
                                INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
                                SELECT 0, 'Default', ?, 'active', ?, ?, 'default' FROM (SELECT 1 AS one) AS single
                                WHERE NOT EXISTS (SELECT 1 FROM experiments)"""),
                        ArtifactLocation.below(artifactRoot, "0"),
                        now,
                        now));
            });
        }
    }

    /** Makes an experiment and gives its id; a null or empty location becomes one below the artifact root. */
    long create(String name, @Nullable String location, List<ExperimentTag> tags) {
        return database.write(session -> {
            refuseTaken(session, name, ErrorCode.RESOURCE_ALREADY_EXISTS);
            long now = clock.millis();
            long id = session.insert(Sql.of("""
                    INSERT INTO experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
                    VALUES (?, ?, 'active', ?, ?, 'default')""", name, location, now, now));
            if (location == null || location.isEmpty()) {
                session.update(Sql.of(
                        "UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?",
                        ArtifactLocation.below(artifactRoot, Long.toString(id)),
                        id));
            }
            for (ExperimentTag tag : tags) {
                ExperimentTags.put(session, id, tag.key(), tag.value());
            }
            return id;
        });
    }

    /** The experiment, deleted or not. */
    Experiment get(String id) {
        BigInteger number = id(id);
        return database.read(session -> ExperimentTags.withTags(session, List.of(find(session, number, ViewType.ALL)))
                .getFirst());
    }

    Experiment getByName(String name) {
        return database.read(session -> {
            Experiment found = session.queryOne(
                    Sql.of("SELECT " + COLUMNS + " FROM experiments WHERE workspace = 'default' AND name = ?", name),
                    ExperimentStore::experiment);
            if (found == null) {
                throw ApiException.notFound("Could not find experiment with name '%s'".formatted(name));
            }
            return ExperimentTags.withTags(session, List.of(found)).getFirst();
        });
    }

    /** Marks an active experiment and all its runs as deleted. */
    void delete(String id) {
        BigInteger number = id(id);
        database.write(session -> {
            Experiment experiment = find(session, number, ViewType.ACTIVE_ONLY);
            long now = clock.millis();
            setStage(session, experiment, LifecycleStage.DELETED, now);
            session.update(Sql.of(
                    "UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = ? WHERE experiment_id = ?",
                    now,
                    number(experiment)));
            return experiment;
        });
    }

    /** Makes a deleted experiment active again, and all its runs, also those that were deleted one by one before. */
    void restore(String id) {
        BigInteger number = id(id);
        database.write(session -> {
            Experiment experiment = find(session, number, ViewType.DELETED_ONLY);
            setStage(session, experiment, LifecycleStage.ACTIVE, clock.millis());
            session.update(Sql.of(
                    "UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE experiment_id = ?",
                    number(experiment)));
            return experiment;
        });
    }

    void rename(String id, String name) {
        BigInteger number = id(id);
        database.write(session -> {
            Experiment experiment = find(session, number, ViewType.ALL);
            if (!LifecycleStage.ACTIVE.equals(experiment.lifecycleStage())) {
                throw new ApiException(ErrorCode.INVALID_STATE, "Cannot rename a non-active experiment.");
            }
            if (!name.equals(experiment.name())) {
                refuseTaken(session, name, ErrorCode.BAD_REQUEST);
            }
            return session.update(Sql.of(
                    "UPDATE experiments SET name = ?, last_update_time = ? WHERE experiment_id = ?",
                    name,
                    clock.millis(),
                    number(experiment)));
        });
    }

    void setTag(String id, String key, @Nullable String value) {
        BigInteger number = id(id);
        database.write(session -> {
            Experiment experiment = active(session, number);
            ExperimentTags.set(session, experiment, key, value);
            return experiment;
        });
    }

    void deleteTag(String id, String key) {
        BigInteger number = id(id);
        database.write(session -> {
            Experiment experiment = active(session, number);
            ExperimentTags.delete(session, experiment, key);
            return experiment;
        });
    }

    /** A page of a search. */
    SearchExperimentsResponse search(SearchExperiments request, int limit) {
        return database.read(session -> {
            Page<Experiment> page = ExperimentSearch.query(
                            session.dialect(),
                            request.viewType(),
                            request.filter(),
                            request.orderBy(),
                            limit,
                            request.pageToken())
                    .page(session, "e." + COLUMNS.replace(", ", ", e."), ExperimentStore::experiment);
            return new SearchExperimentsResponse(ExperimentTags.withTags(session, page.items()), page.nextToken());
        });
    }

    /**
     * The number of an experiment; an empty text stands for the default one. To be read before a write begins, since all
     * writers wait for each other.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE when it is no number
     */
    static BigInteger id(String text) {
        return Limits.experimentId(text.isEmpty() ? "0" : text);
    }

    /** The experiment without its tags. */
    static Experiment find(Session session, BigInteger number, ViewType view) throws SQLException {
        Experiment found = number.bitLength() > 63
                ? null
                : session.queryOne(
                        Sql.of(
                                "SELECT " + COLUMNS + " FROM experiments WHERE experiment_id = ? AND "
                                        + LifecycleStage.condition(view),
                                number.longValue()),
                        ExperimentStore::experiment);
        if (found == null) {
            throw ApiException.notFound("No Experiment with id=%s exists".formatted(number));
        }
        return found;
    }

    /** The experiment, which has to be active. */
    static Experiment active(Session session, BigInteger number) throws SQLException {
        Experiment experiment = find(session, number, ViewType.ALL);
        if (!LifecycleStage.ACTIVE.equals(experiment.lifecycleStage())) {
            throw ApiException.invalid("The experiment %s must be in the 'active' state. Current state is %s."
                    .formatted(experiment.experimentId(), experiment.lifecycleStage()));
        }
        return experiment;
    }

    static long number(Experiment experiment) {
        return Long.parseLong(String.valueOf(experiment.experimentId()));
    }

    private static void refuseTaken(Session session, String name, ErrorCode code) throws SQLException {
        if (session.queryOne(
                        Sql.of("SELECT 1 FROM experiments WHERE workspace = 'default' AND name = ?", name),
                        row -> row.getInt(1))
                != null) {
            throw new ApiException(
                    code,
                    "Experiment(name=%s) already exists. An experiment that is deleted keeps its name."
                            .formatted(name));
        }
    }

    private static void setStage(Session session, Experiment experiment, String stage, long now) throws SQLException {
        session.update(Sql.of(
                "UPDATE experiments SET lifecycle_stage = ?, last_update_time = ? WHERE experiment_id = ?",
                stage,
                now,
                number(experiment)));
    }

    private static Experiment experiment(ResultSet row) throws SQLException {
        return Experiment.builder()
                .experimentId(Long.toString(row.getLong(1)))
                .name(row.getString(2))
                .artifactLocation(row.getString(3))
                .lifecycleStage(row.getString(4))
                .lastUpdateTime(orNull(row, 5))
                .creationTime(orNull(row, 6))
                .workspace(row.getString(7))
                .build();
    }

    private static @Nullable Long orNull(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
