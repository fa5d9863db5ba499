package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.SchemaChain;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a database has the schema that Millrace works with.
 *
 * @param database the database's name, without a password
 * @param address its address for the command line, without a password
 * @param revision the revision that it is stamped with
 * @param missing what it should have and has not, a line each; empty where the revision is another, for then nothing was
 *     compared
 * @param unexpected what it has in MLflow's tables and should not have; an index that makes nothing unique does no harm
 *     and is not named, nor is a table of somebody else's
 */
public record SchemaCheck(
        String database, String address, String revision, List<String> missing, List<String> unexpected) {

    /**
     * Compares tables, columns, types, keys, indexes and triggers, and changes nothing.
     *
     * @throws DatabaseRefused where there is no such database, or it is not MLflow's
     */
    public static SchemaCheck of(DatabaseConfig config) {
        try (Target target = Target.open(config, false)) {
            String revision = revision(target);
            List<String> missing = new ArrayList<>();
            List<String> unexpected = new ArrayList<>();
            if (revision.equals(SchemaChain.TRACKING.revision())) {
                compare(target.wantedStructure(), target.structure(), missing, unexpected);
            }
            return new SchemaCheck(
                    target.name(), target.address(), revision, List.copyOf(missing), List.copyOf(unexpected));
        } catch (SQLException e) {
            throw new DatabaseRefused("The database cannot be read: " + e.getMessage(), e);
        }
    }

    private static void compare(
            List<String> wanted, List<String> found, List<String> missing, List<String> unexpected) {
        missing.addAll(wanted);
        missing.removeAll(found);
        Set<String> tables = wanted.stream()
                .filter(line -> line.startsWith("table "))
                .map(line -> line.substring("table ".length()))
                .collect(Collectors.toSet());
        for (String line : found) {
            if (!wanted.contains(line) && !line.startsWith("index ") && tables.contains(tableOf(line))) {
                unexpected.add(line);
            }
        }
    }

    /** The table that a line is about: {@code column runs.name …}, {@code primary key of runs (…)}, {@code … on runs …}. */
    private static String tableOf(String line) {
        return line.startsWith("column ")
                ? line.substring("column ".length(), line.indexOf('.'))
                : line.replaceFirst("^.*? (of|on) ", "").replaceFirst(" .*", "");
    }

    /** Whether the revision and the schema are those wanted. */
    public boolean passed() {
        return upToDate() && missing.isEmpty() && unexpected.isEmpty();
    }

    /** Whether the revision is the one wanted. */
    public boolean upToDate() {
        return revision.equals(SchemaChain.TRACKING.revision());
    }

    /** Whether {@link Upgrade} leads from its revision to ours. */
    public boolean canBeUpgraded() {
        return !upToDate() && Revisions.path(Revisions.ALL, revision).isPresent();
    }

    /** @throws DatabaseRefused where it is not MLflow's database, or its stamp is not one revision */
    static String revision(Target target) throws SQLException {
        List<String> tables = target.session().query(target.session().dialect().tableNames(), row -> row.getString(1));
        if (tables.isEmpty()) {
            throw new DatabaseRefused("The database %s is empty. `millrace server` makes its tables at its first start."
                    .formatted(target.name()));
        }
        if (!tables.contains("alembic_version")) {
            throw new DatabaseRefused("The database %s holds tables, but not MLflow's: it has no table alembic_version."
                    .formatted(target.name()));
        }
        List<String> revisions =
                target.session().query(Sql.of("SELECT version_num FROM alembic_version"), row -> row.getString(1));
        if (revisions.size() != 1) {
            throw new DatabaseRefused(
                    "The database %s is stamped with %s instead of one revision; it was left half-way."
                            .formatted(target.name(), revisions.isEmpty() ? "none" : String.join(" and ", revisions)));
        }
        return revisions.getFirst();
    }
}
