package dev.millrace.server.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A schema of MLflow's: made where it is missing, checked where it is there. */
public final class Schema {
    private static final Logger log = LoggerFactory.getLogger(Schema.class);

    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (?:IF NOT EXISTS )?\"?(\\w+)");

    private final Dialect dialect;
    private final String database;
    private final SchemaChain chain;

    /** @param database the database's name in messages */
    Schema(Dialect dialect, String database, SchemaChain chain) {
        this.dialect = dialect;
        this.database = database;
        this.chain = chain;
    }

    /** @throws DatabaseRefused where the tables are not those of the chain's revision */
    void createOrCheck(Session session) throws SQLException {
        List<String> found = revisions(session);
        // Where definitions commit by themselves, tables without a stamp may be another server's half-made schema.
        if (found.isEmpty()) {
            dialect.beginSchema(session);
            try {
                // Another server may have been quicker while this one waited for the lock.
                if (isMissing(session)) {
                    create(session);
                }
                session.execute("COMMIT");
            } catch (SQLException | RuntimeException e) {
                try {
                    session.execute("ROLLBACK");
                } catch (SQLException lost) {
                    e.addSuppressed(lost);
                }
                throw e;
            }
            found = revisions(session);
        }
        check(session, found);
    }

    /** Whether it was made to its end: the stamp is the last that is written. */
    boolean isMade(Session session) throws SQLException {
        return !revisions(session).isEmpty();
    }

    /** @throws DatabaseRefused where the tables are not those of the chain's revision, or are missing */
    void check(Session session) throws SQLException {
        check(session, revisions(session));
    }

    private void create(Session session) throws SQLException {
        long start = System.nanoTime();
        for (String statement : statements(chain.resource(dialect))) {
            session.execute(statement);
        }
        log.info(
                "Made the schema of revision {} in {} in {} ms",
                chain.revision(),
                database,
                (System.nanoTime() - start) / 1_000_000);
    }

    /** The schema of access has its place beside other tables; that of tracking is made on an empty database. */
    private boolean isMissing(Session session) throws SQLException {
        List<String> tables = tables(session);
        return switch (chain) {
            case TRACKING -> tables.isEmpty();
            case AUTH -> !tables.contains(chain.versionTable()) && !tables.contains("users");
        };
    }

    private List<String> tables(Session session) throws SQLException {
        return session.query(dialect.tableNames(), row -> row.getString(1));
    }

    private void check(Session session, List<String> revisions) throws SQLException {
        if (revisions.isEmpty()) {
            List<String> tables = tables(session);
            if (tables.isEmpty()) {
                throw new DatabaseRefused(
                        "The database %s is empty; a read replica has the tables of the database that it repeats."
                                .formatted(database));
            }
            throw new DatabaseRefused(
                    tables.contains(chain.versionTable())
                            ? "The schema of the database %s was not made to its end: what made it was interrupted. %s"
                                    .formatted(database, advice())
                            : "The database %s holds tables, but not MLflow's: it has no table %s. Name another one."
                                    .formatted(database, chain.versionTable()));
        }
        if (!revisions.equals(List.of(chain.revision()))) {
            throw new DatabaseRefused(refusal(revisions));
        }
    }

    /** The schema of access may lie beside runs that nobody wants to lose. */
    private String advice() {
        return switch (chain) {
            case TRACKING -> "If it holds nothing that you need, drop its tables and start again.";
            case AUTH ->
                "Drop its tables of users and permissions, and no others, and start again: "
                        + String.join(", ", tablesToMake().reversed()) + ".";
        };
    }

    private List<String> tablesToMake() {
        return statements(chain.resource(dialect)).stream()
                .map(TABLE::matcher)
                .filter(Matcher::lookingAt)
                .map(matcher -> matcher.group(1))
                .toList();
    }

    /** The stamp; none where there is no table of it, unless the tables tell. */
    private List<String> revisions(Session session) throws SQLException {
        List<String> tables = tables(session);
        if (!tables.contains(chain.versionTable())) {
            return chain.isUnstamped(tables) ? List.of(SchemaChain.FIRST_OF_AUTH) : List.of();
        }
        return session.query(Sql.of("SELECT version_num FROM " + chain.versionTable()), row -> row.getString(1));
    }

    private String refusal(List<String> revisions) {
        String found = String.join(", ", revisions);
        boolean older = revisions.stream().allMatch(revision -> precedes(chain, revision));
        String advice = older
                ? upgrade(database)
                : "It is not among the revisions up to that of MLflow 3.17.2, so a newer MLflow has probably written it: "
                        + "use the MLflow that made it, or another database.";
        return "The database %s has schema revision %s; Millrace works with revision %s, that of MLflow 3.17.2. %s"
                .formatted(database, found, chain.revision(), advice);
    }

    /** What to do with an older schema, for the one who runs the server. A database on a server has its address for a name. */
    private static String upgrade(String database) {
        if (DatabaseUri.isSqlServer(database)) {
            return "It is older: make a copy of it, then run `mlflow db upgrade` of MLflow 3.17.2 on it.";
        }
        return database.contains("://")
                ? "It is older: make a copy of it, then run `millrace db upgrade` with its address in MLFLOW_BACKEND_STORE_URI."
                : "It is older. Run `millrace db upgrade sqlite:///%s`, which can make a copy first."
                        .formatted(database);
    }

    /** Whether a revision of MLflow's comes before that of 3.17.2, or is it. */
    public static boolean precedes(SchemaChain chain, String revision) {
        return resource(chain.older()).lines().anyMatch(revision::equals);
    }

    /** The statements of a schema resource: each begins at the start of a line with CREATE or INSERT. */
    public static List<String> statements(String resource) {
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
