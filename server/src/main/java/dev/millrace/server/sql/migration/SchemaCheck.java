package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
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
 * @param stamps the revisions of those of MLflow's schemas that it holds; one at least
 * @param canBeUpgraded whether one of them is another, and {@link Upgrade} leads to ours
 * @param missing what it should have and has not, a line each; empty where a revision is another, for then nothing was
 *     compared
 * @param unexpected what it has in MLflow's tables and should not have; an index that makes nothing unique does no harm
 *     and is not named, nor is a table of somebody else's
 */
public record SchemaCheck(
        String database,
        String address,
        List<Stamp> stamps,
        boolean canBeUpgraded,
        List<String> missing,
        List<String> unexpected) {

    /**
     * Compares tables, columns, types, keys, indexes and triggers, and changes nothing.
     *
     * @throws DatabaseRefused where there is no such database, or it is not MLflow's
     */
    public static SchemaCheck of(DatabaseConfig config) {
        try (Target target = Target.open(config, false)) {
            List<Stamp> stamps = Stamp.of(target);
            List<String> missing = new ArrayList<>();
            List<String> unexpected = new ArrayList<>();
            boolean upToDate = stamps.stream().allMatch(Stamp::upToDate);
            boolean way = stamps.stream()
                    .allMatch(stamp ->
                            target.way(Revisions.of(stamp.chain()), stamp).isPresent());
            if (upToDate) {
                compare(target.wantedStructure(), target.structure(), missing, unexpected);
            }
            return new SchemaCheck(
                    target.name(),
                    target.address(),
                    stamps,
                    way && !upToDate,
                    List.copyOf(missing),
                    List.copyOf(unexpected));
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

    /** Whether revisions and schema are those wanted. */
    public boolean passed() {
        return upToDate() && missing.isEmpty() && unexpected.isEmpty();
    }

    /** Whether the revisions are those wanted. */
    public boolean upToDate() {
        return stamps.stream().allMatch(Stamp::upToDate);
    }
}
