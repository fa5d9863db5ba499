package dev.millrace.server.tracking;

import static dev.millrace.server.tracking.Texts.emptyAsNull;

import dev.millrace.api.model.Dataset;
import dev.millrace.api.model.DatasetInput;
import dev.millrace.api.model.InputTag;
import dev.millrace.api.model.Metric;
import dev.millrace.api.model.ModelInput;
import dev.millrace.api.model.ModelOutput;
import dev.millrace.api.model.Param;
import dev.millrace.api.model.Run;
import dev.millrace.api.model.RunData;
import dev.millrace.api.model.RunInfo;
import dev.millrace.api.model.RunInputs;
import dev.millrace.api.model.RunOutputs;
import dev.millrace.api.model.RunTag;
import dev.millrace.api.model.SearchRuns;
import dev.millrace.api.model.SearchRunsResponse;
import dev.millrace.server.search.Page;
import dev.millrace.server.search.RunSearch;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads whole runs. The metrics of some hundred of them cost one query, and so do their parameters, tags, inputs and outputs.
 */
public final class RunReadStore {
    /** Runs. Shorter pages than this are not worth a second connection. */
    private static final int PIECE = 250;

    private final Database database;

    public RunReadStore(Database database) {
        this.database = database;
    }

    /** One run, deleted or not, with all that it holds. */
    Run get(String id) {
        return database.read(session -> {
            RunInfo info = RunStore.find(session, id);
            return runs(session, List.of(info), true).getFirst();
        });
    }

    /**
     * A page of a search: first its runs, then what they hold. A long page is read in pieces, on as many connections as
     * there are processors free; what a run holds may then be a moment newer than the order of the page.
     */
    SearchRunsResponse search(SearchRuns request, int limit) {
        Page<RunInfo> page = database.read(session -> RunSearch.query(
                        session.dialect(),
                        request.experimentIds(),
                        request.runViewType(),
                        request.filter(),
                        request.orderBy(),
                        limit,
                        request.pageToken())
                .page(session, "r." + RunStore.COLUMNS.replace(", ", ", r."), RunStore::info));
        List<Run> runs = pieces(page.items()).parallelStream()
                .flatMap(piece -> database.read(session -> runs(session, piece, false)).stream())
                .toList();
        return new SearchRunsResponse(runs, page.nextToken());
    }

    private static List<List<RunInfo>> pieces(List<RunInfo> infos) {
        List<List<RunInfo>> pieces = new ArrayList<>();
        for (int from = 0; from < infos.size(); from += PIECE) {
            pieces.add(infos.subList(from, Math.min(from + PIECE, infos.size())));
        }
        return pieces;
    }

    /** @param withModelInputs searches leave these out, as the original does */
    private static List<Run> runs(Session session, List<RunInfo> infos, boolean withModelInputs) throws SQLException {
        if (infos.isEmpty()) {
            return List.of();
        }
        List<Parts> parts = infos.stream().map(info -> new Parts()).toList();
        Sql listed = session.dialect()
                .listed(
                        "runs",
                        "run_uuid",
                        infos.stream().map(info -> String.valueOf(info.runId())).toList());
        forEach(
                session,
                parts,
                listed,
                "m.\"key\", m.value, m.timestamp, m.step, m.is_nan",
                "latest_metrics m WHERE m.run_uuid = listed.text",
                (run, row) -> run.metrics.add(metric(row)));
        forEach(
                session,
                parts,
                listed,
                "p.\"key\", p.value",
                "params p WHERE p.run_uuid = listed.text",
                (run, row) -> run.params.add(new Param(row.getString(2), row.getString(3))));
        forEach(
                session,
                parts,
                listed,
                "t.\"key\", t.value",
                "tags t WHERE t.run_uuid = listed.text",
                (run, row) -> run.tags.add(new RunTag(row.getString(2), row.getString(3))));
        forEach(
                session,
                parts,
                listed,
                "i.input_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile, t.name, t.value",
                """
                inputs i JOIN datasets d ON d.dataset_uuid = i.source_id LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid
                WHERE i.destination_type = 'RUN' AND i.destination_id = listed.text""",
                Parts::addDataset);
        forEach(session, parts, listed, "i.destination_type, i.destination_id, i.step", """
                inputs i WHERE i.source_type IN ('RUN_INPUT', 'RUN_OUTPUT') AND i.source_id = listed.text
                AND i.destination_type IN ('MODEL_INPUT', 'MODEL_OUTPUT')""", Parts::addModel);
        List<Run> runs = new ArrayList<>(infos.size());
        for (int i = 0; i < infos.size(); i++) {
            runs.add(parts.get(i).run(infos.get(i), withModelInputs));
        }
        return runs;
    }

    /** Reads the rows of all runs; the first column is the run's place in the list. */
    private static void forEach(
            Session session, List<Parts> parts, Sql listed, String columns, String tables, PartReader reader)
            throws SQLException {
        Sql sql = Sql.of("SELECT listed.place, " + columns + " FROM ")
                .plus(listed)
                .plus(Sql.of(" CROSS JOIN " + tables));
        session.forEach(sql, row -> reader.read(parts.get(row.getInt(1)), row));
    }

    private static Metric metric(ResultSet row) throws SQLException {
        double value = row.getBoolean(6) ? Double.NaN : row.getDouble(3);
        return new Metric(row.getString(2), value, row.getLong(4), row.getLong(5), null, null, null, null);
    }

    @FunctionalInterface
    private interface PartReader {
        void read(Parts run, ResultSet row) throws SQLException;
    }

    /** What is found for one run. */
    private static final class Parts {
        final List<Metric> metrics = new ArrayList<>();
        final List<Param> params = new ArrayList<>();
        final List<RunTag> tags = new ArrayList<>();
        final Map<String, DatasetInput> datasets = new LinkedHashMap<>();
        final Map<String, List<InputTag>> datasetTags = new HashMap<>();
        final List<ModelInput> modelInputs = new ArrayList<>();
        final List<ModelOutput> modelOutputs = new ArrayList<>();

        void addDataset(ResultSet row) throws SQLException {
            String input = row.getString(2);
            if (!datasets.containsKey(input)) {
                List<InputTag> tagsOfInput = new ArrayList<>();
                datasetTags.put(input, tagsOfInput);
                var dataset = new Dataset(
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        emptyAsNull(row.getString(7)),
                        emptyAsNull(row.getString(8)));
                datasets.put(input, new DatasetInput(tagsOfInput, dataset));
            }
            if (row.getString(9) instanceof String name) {
                datasetTags.getOrDefault(input, new ArrayList<>()).add(new InputTag(name, row.getString(10)));
            }
        }

        void addModel(ResultSet row) throws SQLException {
            if (row.getString(2).equals("MODEL_INPUT")) {
                modelInputs.add(new ModelInput(row.getString(3)));
            } else {
                modelOutputs.add(new ModelOutput(row.getString(3), row.getLong(4)));
            }
        }

        Run run(RunInfo info, boolean withModelInputs) {
            return new Run(
                    info,
                    new RunData(metrics, params, tags),
                    new RunInputs(List.copyOf(datasets.values()), withModelInputs ? modelInputs : List.of()),
                    new RunOutputs(modelOutputs));
        }
    }
}
