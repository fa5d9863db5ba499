package dev.millrace.server.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MLflow's schema: made on an empty database, checked on any other. */
public final class Schema {
    /** The Alembic revision that MLflow 3.17.2 stamps and that every statement of ours is written for. */
    public static final String REVISION = "dc11669786a5";

    private static final Logger log = LoggerFactory.getLogger(Schema.class);

    private final Dialect dialect;
    private final String database;

    /** @param database the database's name in messages */
    Schema(Dialect dialect, String database) {
        this.dialect = dialect;
        this.database = database;
    }

    /** @throws DatabaseRefused where the tables are not those of {@link #REVISION} */
    void createOrCheck(Session session) throws SQLException {
        if (!tables(session).isEmpty()) {
            check(session);
            return;
        }
        session.execute("BEGIN IMMEDIATE");
        try {
            // Another process may have been quicker while this one waited for the lock.
            if (tables(session).isEmpty()) {
                long start = System.nanoTime();
                for (String statement : statements(dialect.schemaResource())) {
                    session.execute(statement);
                }
                log.info(
                        "Made the schema of revision {} in {} in {} ms",
                        REVISION,
                        database,
                        (System.nanoTime() - start) / 1_000_000);
            }
            session.execute("COMMIT");
        } catch (SQLException | RuntimeException e) {
            session.execute("ROLLBACK");
            throw e;
        }
        check(session);
    }

    private List<String> tables(Session session) throws SQLException {
        return session.query(dialect.tableNames(), row -> row.getString(1));
    }

    private void check(Session session) throws SQLException {
        if (!tables(session).contains("alembic_version")) {
            throw new DatabaseRefused(
                    "The database %s holds tables, but not MLflow's: it has no table alembic_version. Name another file."
                            .formatted(database));
        }
        List<String> revisions =
                session.query(Sql.of("SELECT version_num FROM alembic_version"), row -> row.getString(1));
        if (!revisions.equals(List.of(REVISION))) {
            throw new DatabaseRefused(refusal(revisions));
        }
    }

    private String refusal(List<String> revisions) {
        String found = revisions.isEmpty() ? "none" : String.join(", ", revisions);
        boolean older = !revisions.isEmpty()
                && resource("mlflow-revisions.txt").lines().toList().containsAll(revisions);
        String advice = older
                ? "It is older: make a copy of it, then run `mlflow db upgrade <its address>` with MLflow 3.17.2."
                : "It is not among the revisions up to that of MLflow 3.17.2, so a newer MLflow has probably written it: "
                        + "use the MLflow that made it, or another database.";
        return "The database %s has schema revision %s; Millrace works with revision %s, that of MLflow 3.17.2. %s"
                .formatted(database, found, REVISION, advice);
    }

    /** The statements of a schema file: each begins at the start of a line with CREATE or INSERT. */
    static List<String> statements(String resource) {
        String text = resource(resource)
                .lines()
                .filter(line -> !line.startsWith("--"))
                .reduce("", (all, line) -> all + line + "\n");
        return List.of(text.strip().split(";\\n(?=CREATE |INSERT )"));
    }

    private static String resource(String name) {
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Resource missing from the build: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
