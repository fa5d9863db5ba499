package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.SchemaChain;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which revision one of MLflow's two schemas has in a database.
 *
 * @param revision Alembic's name of it, or {@link #UNSTAMPED}
 */
public record Stamp(SchemaChain chain, String revision) {
    /** Stands for the revision of users and permissions that MLflow before 3.6 made: their chain has no stamp yet. */
    static final String UNSTAMPED = SchemaChain.FIRST_OF_AUTH + " (not stamped)";

    /** Whether it is the revision that Millrace works with. */
    public boolean upToDate() {
        return revision.equals(chain.revision());
    }

    /**
     * The stamps of a database, that of runs before that of users: what the last revisions of those do depends on it.
     *
     * @throws DatabaseRefused where it is not MLflow's database, or a stamp is not one revision
     */
    static List<Stamp> of(Target target) throws SQLException {
        List<String> tables = target.session().query(target.session().dialect().tableNames(), row -> row.getString(1));
        if (tables.isEmpty()) {
            throw new DatabaseRefused("The database %s is empty. `millrace server` makes its tables at its first start."
                    .formatted(target.name()));
        }
        List<Stamp> stamps = new ArrayList<>();
        for (SchemaChain chain : SchemaChain.values()) {
            if (tables.contains(chain.versionTable())) {
                String revision = revision(target, chain);
                if (chain != SchemaChain.TRACKING || !revision.equals(SchemaChain.FIRST_OF_AUTH)) {
                    stamps.add(new Stamp(chain, revision));
                }
            } else if (chain.isUnstamped(tables)) {
                stamps.add(new Stamp(chain, UNSTAMPED));
            }
        }
        if (stamps.isEmpty()) {
            throw new DatabaseRefused(
                    "The database %s holds tables, but not MLflow's: it has neither a table alembic_version of runs nor one alembic_version_auth of users."
                            .formatted(target.name()));
        }
        return List.copyOf(stamps);
    }

    private static String revision(Target target, SchemaChain chain) throws SQLException {
        List<String> revisions = target.session()
                .query(Sql.of("SELECT version_num FROM " + chain.versionTable()), row -> row.getString(1));
        if (revisions.size() != 1) {
            throw new DatabaseRefused(
                    "The database %s is stamped with %s instead of one revision in its table %s; it was left half-way."
                            .formatted(
                                    target.name(),
                                    revisions.isEmpty() ? "none" : String.join(" and ", revisions),
                                    chain.versionTable()));
        }
        return revisions.getFirst();
    }
}
