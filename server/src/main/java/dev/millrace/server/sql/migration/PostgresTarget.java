package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.ServerSession;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.util.List;

/** A database on PostgreSQL, where definitions are undone with their transaction like everything else. */
final class PostgresTarget extends ServerTarget {
    private static final String DROP_CONSTRAINT =
            "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname)"
                    + " FROM pg_constraint WHERE contype = '%s' AND conrelid = to_regclass(?) AND "
                    + PostgresStructure.columns("conkey", "to_regclass(?)") + " = ?";

    private static final String DROP_UNIQUE_INDEX = "SELECT 'DROP INDEX ' || indexrelid::regclass FROM pg_index"
            + " WHERE indisunique AND indpred IS NULL AND indexprs IS NULL AND indrelid = to_regclass(?)"
            + " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))"
            + " AND " + PostgresStructure.columns("indkey::int2[]", "to_regclass(?)") + " = ?";

    PostgresTarget(ServerSession server) {
        super(server);
    }

    @Override
    public String folder() {
        return "postgresql";
    }

    @Override
    public boolean isOneTransaction() {
        return true;
    }

    /** Those that call themselves as Millrace's do. Whoever else reads or writes is kept out by locks. */
    @Override
    Sql others() {
        return Sql.of("SELECT 'Millrace in process ' || pid || ' of ' || usename || ' from '"
                + " || COALESCE(host(client_addr), 'that machine') FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'millrace'"
                + " ORDER BY pid LIMIT 5");
    }

    @Override
    Sql countOfOthers() {
        return Sql.of("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND pid <> pg_backend_pid() AND backend_type = 'client backend'");
    }

    @Override
    Sql dropsOfForeignKeys(String table, String columns) {
        return Sql.of(DROP_CONSTRAINT.formatted("f"), table, table, columns);
    }

    @Override
    Sql dropsOfUniqueKeys(String table, String columns) {
        return Sql.of(
                DROP_CONSTRAINT.formatted("u") + " UNION ALL " + DROP_UNIQUE_INDEX,
                table,
                table,
                columns,
                table,
                table,
                columns);
    }

    /**
     * Takes all of MLflow's tables at once: were they taken one after the other, the upgrade and a reader of two of them
     * could wait for each other.
     */
    @Override
    public void begin() throws SQLException {
        super.begin();
        session().execute("SET LOCAL lock_timeout = '2s'");
        session().execute("SET LOCAL statement_timeout = 0");
        session().dialect().beginSchema(session());
        List<String> wanted = wantedStructure();
        List<String> tables = session().query(session().dialect().tableNames(), row -> row.getString(1)).stream()
                .filter(table -> wanted.contains("table " + table))
                .toList();
        session().execute("LOCK TABLE " + String.join(", ", tables) + " IN ACCESS EXCLUSIVE MODE");
    }

    @Override
    public void endStep() {}

    @Override
    String copyCommand(ServerSession of) {
        return "pg_dump" + option("host", of.host()) + option("port", Integer.toString(of.port()))
                + option("username", of.user()) + " --format=custom" + option("file", of.database() + "-before.dump")
                + " " + word(of.database());
    }

    @Override
    public List<String> structure() throws SQLException {
        return PostgresStructure.of(session());
    }
}
