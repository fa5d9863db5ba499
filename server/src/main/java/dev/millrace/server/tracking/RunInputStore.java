package dev.millrace.server.tracking;

import static dev.millrace.server.tracking.Texts.newId;
import static dev.millrace.server.tracking.Texts.orEmpty;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.model.Dataset;
import dev.millrace.api.model.DatasetInput;
import dev.millrace.api.model.DatasetSummary;
import dev.millrace.api.model.InputTag;
import dev.millrace.api.model.ModelInput;
import dev.millrace.api.model.ModelOutput;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What runs used and made: data sets and logged models, as edges in the table {@code inputs}. */
public final class RunInputStore {
    private static final int SUMMARIES = 1000;

    /** What the original keeps for an entry without a data set. */
    private static final Dataset NAMELESS = Dataset.builder().build();

    private static final Comparator<DatasetSummary> ORDER = Comparator.comparing(
                    (DatasetSummary summary) -> Long.valueOf(orEmpty(summary.experimentId())))
            .thenComparing(summary -> orEmpty(summary.name()))
            .thenComparing(summary -> orEmpty(summary.digest()))
            .thenComparing(summary -> orEmpty(summary.context()));

    private final Database database;

    public RunInputStore(Database database) {
        this.database = database;
    }

    /**
     * Connects data sets and models with a run that used them. A data set that its experiment knows by name and digest
     * is not written again, and an edge that is there keeps its first tags.
     */
    void addInputs(String run, List<DatasetInput> datasets, List<ModelInput> models) {
        database.write(session -> {
            long experiment = RunStore.active(session, run);
            for (DatasetInput input : datasets) {
                Dataset dataset = input.dataset() == null ? NAMELESS : input.dataset();
                connect(session, "DATASET", datasetId(session, experiment, dataset), run, input.tags());
            }
            for (ModelInput model : models) {
                session.update(Sql.of(
                        session.dialect()
                                .insertOrIgnore("""
                                        INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)
                                        VALUES (?, 'RUN_INPUT', ?, 'MODEL_INPUT', ?, 0)""", "source_type, source_id, destination_type, destination_id"),
                        newId(),
                        run,
                        model.modelId() == null ? "" : model.modelId()));
            }
            return run;
        });
    }

    /** @throws ApiException 400 where the run has a model among its outputs already */
    void addOutputs(String run, List<ModelOutput> models) {
        database.write(session -> {
            RunStore.active(session, run);
            for (ModelOutput model : models) {
                String id = model.modelId() == null ? "" : model.modelId();
                int added = session.update(Sql.of(
                        session.dialect()
                                .insertOrIgnore("""
                                        INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)
                                        VALUES (?, 'RUN_OUTPUT', ?, 'MODEL_OUTPUT', ?, ?)""", "source_type, source_id, destination_type, destination_id"),
                        newId(),
                        run,
                        id,
                        model.step() == null ? 0 : model.step()));
                if (added == 0) {
                    throw new ApiException(
                            ErrorCode.BAD_REQUEST,
                            "The model '%s' is an output of the run %s already.".formatted(id, run));
                }
            }
            return run;
        });
    }

    /**
     * The data sets that runs of these experiments used, each with each context that it was used in: by experiment, name,
     * digest and context, as the original's database finds them.
     */
    List<DatasetSummary> summaries(List<String> experiments) {
        List<Long> ids = experiments.stream()
                .map(Limits::experimentId)
                .filter(id -> id.bitLength() < 64)
                .map(Number::longValue)
                .toList();
        List<DatasetSummary> found = database.read(session -> session.query(
                session.dialect()
                        .atMost(SUMMARIES, Sql.of("""
                                SELECT DISTINCT d.experiment_id, d.name, d.digest, t.value FROM datasets d
                                    JOIN inputs i ON i.source_id = d.dataset_uuid
                                    LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context'
                                WHERE\s""").plus(session.dialect().in("d.experiment_id", ids))),
                row -> new DatasetSummary(
                        Long.toString(row.getLong(1)), row.getString(2), row.getString(3), row.getString(4))));
        return found.stream().sorted(ORDER).toList();
    }

    private static String datasetId(Session session, long experiment, Dataset dataset) throws SQLException {
        session.update(Sql.of(
                session.dialect().insertOrIgnore("""
                                INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source,
                                    dataset_schema, dataset_profile)
                                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""", "experiment_id, name, digest"),
                newId(),
                experiment,
                orEmpty(dataset.name()),
                orEmpty(dataset.digest()),
                orEmpty(dataset.sourceType()),
                orEmpty(dataset.source()),
                dataset.schema(),
                dataset.profile()));
        String id = session.queryOne(
                Sql.of(
                        "SELECT dataset_uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?",
                        experiment,
                        orEmpty(dataset.name()),
                        orEmpty(dataset.digest())),
                row -> row.getString(1));
        return String.valueOf(id);
    }

    private static void connect(Session session, String type, String source, String run, List<InputTag> tags)
            throws SQLException {
        String edge = newId();
        int added = session.update(Sql.of(
                session.dialect().insertOrIgnore("""
                                INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)
                                VALUES (?, ?, ?, 'RUN', ?, 0)""", "source_type, source_id, destination_type, destination_id"),
                edge,
                type,
                source,
                run));
        if (added == 0) {
            return;
        }
        Set<String> keys = new HashSet<>();
        List<@Nullable Object[]> rows = new ArrayList<>(tags.size());
        for (InputTag tag : tags) {
            if (!keys.add(orEmpty(tag.key()))) {
                throw new ApiException(
                        ErrorCode.BAD_REQUEST, "The tag '%s' is given twice.".formatted(orEmpty(tag.key())));
            }
            rows.add(new @Nullable Object[] {edge, orEmpty(tag.key()), orEmpty(tag.value())});
        }
        session.batch("INSERT INTO input_tags (input_uuid, name, value) VALUES (?, ?, ?)", rows);
    }
}
