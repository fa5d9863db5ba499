package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.SchemaChain;
import dev.millrace.server.sql.ServerSession;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database on MariaDB or MySQL. Each definition commits by itself, so those of a revision are asked for with IF EXISTS
 * or IF NOT EXISTS: an upgrade that was interrupted goes through the same revision again. MySQL does not know these words
 * everywhere, so they are answered here.
 */
final class MysqlTarget extends ServerTarget {
    private static final Pattern CONDITION = Pattern.compile("(?:ALTER TABLE (\\w+) )?"
            + "(?:ADD|DROP|CHANGE|CREATE)(?: UNIQUE)? (COLUMN|INDEX|TRIGGER) IF (NOT )?EXISTS (\\w+)(?: ON (\\w+))?");

    private static final String KEYS = "SELECT CONCAT(?, %1$s, '`') FROM information_schema.%2$s"
            + " WHERE table_schema = DATABASE() AND table_name = ? AND %3$s GROUP BY %1$s"
            + " HAVING GROUP_CONCAT(column_name ORDER BY %4$s SEPARATOR ', ') = ?";

    MysqlTarget(ServerSession server) {
        super(server);
    }

    @Override
    public String folder() {
        return "mysql";
    }

    /** MLflow's own migrations cannot make tables of users there, so of those there are none that are older. */
    @Override
    public Optional<List<Revision>> way(List<Revision> chain, Stamp stamp) {
        return super.way(chain, stamp).filter(way -> stamp.chain() == SchemaChain.TRACKING || way.isEmpty());
    }

    @Override
    public boolean isOneTransaction() {
        return false;
    }

    /** Whoever uses the database: without a transaction around the upgrade, nothing else would keep them out. */
    @Override
    Sql others() {
        return Sql.of("SELECT CONCAT('connection ', id, ' of ', user, ' from ', host)"
                + " FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()"
                + " ORDER BY id LIMIT 5");
    }

    @Override
    Sql countOfOthers() {
        return Sql.of("SELECT COUNT(*) FROM information_schema.processlist"
                + " WHERE db = DATABASE() AND id <> CONNECTION_ID()");
    }

    @Override
    Sql dropsOfForeignKeys(String table, String columns) {
        return Sql.of(
                KEYS.formatted(
                        "constraint_name", "key_column_usage", "referenced_table_name IS NOT NULL", "ordinal_position"),
                "ALTER TABLE " + table + " DROP FOREIGN KEY `",
                table,
                columns);
    }

    @Override
    Sql dropsOfUniqueKeys(String table, String columns) {
        return Sql.of(
                KEYS.formatted(
                        "index_name", "statistics", "non_unique = 0 AND index_name <> 'PRIMARY'", "seq_in_index"),
                "ALTER TABLE " + table + " DROP INDEX `",
                table,
                columns);
    }

    /** Whoever else makes or upgrades a schema is kept out. */
    @Override
    public void begin() throws SQLException {
        super.begin();
        // Whoever could not be seen and holds a table is not waited for, since all its other users would wait with us.
        session().execute("SET SESSION lock_wait_timeout = 2");
        session().dialect().beginSchema(session());
    }

    @Override
    public List<String> statements(String statement) throws SQLException {
        Matcher condition = CONDITION.matcher(statement);
        if (!condition.lookingAt()) {
            return super.statements(statement);
        }
        String table = condition.group(1) == null ? condition.group(5) : condition.group(1);
        boolean exists = exists(condition.group(2), table, condition.group(4));
        boolean wanted = condition.group(3) == null;
        return exists == wanted ? List.of(statement.replaceFirst(" IF (NOT )?EXISTS", "")) : List.of();
    }

    private boolean exists(String kind, @Nullable String table, String name) throws SQLException {
        Sql query = switch (kind) {
            case "COLUMN" ->
                Sql.of(
                        "SELECT 1 FROM information_schema.columns"
                                + " WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?",
                        table,
                        name);
            case "INDEX" ->
                Sql.of(
                        "SELECT 1 FROM information_schema.statistics"
                                + " WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ?",
                        table,
                        name);
            default ->
                Sql.of(
                        "SELECT 1 FROM information_schema.triggers"
                                + " WHERE trigger_schema = DATABASE() AND trigger_name = ?",
                        name);
        };
        return session().queryOne(query, row -> row.getInt(1)) != null;
    }

    /** The rows that a step changes after its last definition are kept together with its revision. */
    @Override
    public void endStep() throws SQLException {
        session().execute("COMMIT");
    }

    @Override
    String copyCommand(ServerSession of) {
        return "mariadb-dump" + option("host", of.host()) + option("port", Integer.toString(of.port()))
                + option("user", of.user()) + " --password --single-transaction --routines"
                + option("result-file", of.database() + "-before.sql") + " " + word(of.database());
    }

    @Override
    public List<String> structure() throws SQLException {
        return MysqlStructure.of(session());
    }
}
