package dev.millrace.server.search;

import dev.millrace.server.TestDatabase;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.RowReader;
import dev.millrace.server.sql.Sql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A real database with MLflow's schema, and rows for the searches to find. */
final class SearchDatabase implements AutoCloseable {
    private final Database database;

    SearchDatabase(Path directory) {
        database = Database.open(DatabaseConfig.of(TestDatabase.chosen().uri(directory)));
        write(
                database.dialect()
                        .withGivenNumber(
                                "experiments",
                                "INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (1, 'search', 'active')"));
    }

    Database database() {
        return database;
    }

    void write(String text, @Nullable Object... parameters) {
        database.write(session -> session.update(Sql.of(text, parameters)));
    }

    void run(String id, @Nullable Long startTime, String status) {
        write(
                "INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id, user_id)"
                        + " VALUES (?, ?, ?, ?, 'active', 1, 'u')",
                id,
                "run " + id,
                status,
                startTime);
    }

    /** The latest value of a metric; NaN is stored as the schema has it, as 0 with a mark. */
    void metric(String run, String key, double value) {
        boolean nan = Double.isNaN(value);
        write(
                "INSERT INTO latest_metrics (\"key\", value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, 1, 0, ?, ?)",
                key,
                nan ? 0 : value,
                nan,
                run);
    }

    void param(String run, String key, String value) {
        write("INSERT INTO params (\"key\", value, run_uuid) VALUES (?, ?, ?)", key, value, run);
    }

    void tag(String run, String key, String value) {
        write("INSERT INTO tags (\"key\", value, run_uuid) VALUES (?, ?, ?)", key, value, run);
    }

    void dataset(String run, String name, String digest, String context) {
        write(
                database.dialect()
                        .insertOrIgnore(
                                "INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type,"
                                        + " dataset_source) VALUES (?, 1, ?, ?, 'local', '{}')",
                                "experiment_id, name, digest"),
                name + digest,
                name,
                digest);
        String input = run + name + digest;
        write(
                "INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id)"
                        + " VALUES (?, 'DATASET', ?, 'RUN', ?)",
                input,
                name + digest,
                run);
        write("INSERT INTO input_tags (input_uuid, name, value) VALUES (?, 'mlflow.data.context', ?)", input, context);
    }

    <T> Page<T> page(PageQuery query, String columns, RowReader<T> reader) {
        return database.read(session -> query.page(session, columns, reader));
    }

    /** The ids on the first page of a search for runs, without blanks between them. */
    String runs(PageQuery query) {
        return String.join(
                "", page(query, "r.run_uuid", row -> row.getString(1)).items());
    }

    /** All results, page by page, each page asked for with the token of the one before. */
    <T> List<T> allPages(Function<@Nullable String, PageQuery> search, String columns, RowReader<T> reader) {
        List<T> all = new ArrayList<>();
        @Nullable String token = null;
        do {
            Page<T> page = page(search.apply(token), columns, reader);
            all.addAll(page.items());
            token = page.nextToken();
        } while (token != null);
        return all;
    }

    List<String> plan(PageQuery query, String columns) {
        Sql select = query.select(columns, query.segments().getFirst(), 10);
        return database.read(
                session -> session.query(Sql.of("EXPLAIN QUERY PLAN ").plus(select), row -> row.getString("detail")));
    }

    @Override
    public void close() {
        database.close();
    }
}
