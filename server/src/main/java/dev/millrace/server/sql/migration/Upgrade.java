package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseConfig;
import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.Schema;
import dev.millrace.server.sql.SchemaChain;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Brings one of MLflow's databases to the revision that Millrace works with: all steps in one transaction or, on a database
 * whose definitions commit by themselves, each so that an interrupted upgrade goes on with the next.
 */
public final class Upgrade implements AutoCloseable {
    private final Target target;
    private final List<Stamp> from;
    private final List<Revision> path;

    private Upgrade(Target target, List<Stamp> from, List<Revision> path) {
        this.target = target;
        this.from = from;
        this.path = path;
    }

    /**
     * Opens a database and finds the way from its revisions to ours.
     *
     * @param config how the database is opened
     * @param writes whether it is going to be changed; otherwise only {@link #path()} and {@link #script} are of use, and
     *     a server may go on with it
     * @throws DatabaseRefused where there is no such database, a server has it open, it is not MLflow's, or no way leads
     *     from one of its revisions to ours
     */
    public static Upgrade open(DatabaseConfig config, boolean writes) {
        return open(config, writes, Revisions::of);
    }

    /** @param chains the revisions that lead to ours; others are for tests */
    static Upgrade open(DatabaseConfig config, boolean writes, Function<SchemaChain, List<Revision>> chains) {
        Target target = Target.open(config, writes);
        boolean opened = false;
        try {
            List<Stamp> from = Stamp.of(target);
            List<Revision> path = new ArrayList<>();
            for (Stamp stamp : from) {
                path.addAll(target.way(chains.apply(stamp.chain()), stamp).orElseThrow(() -> noWay(target, stamp)));
            }
            opened = true;
            return new Upgrade(target, from, List.copyOf(path));
        } catch (SQLException e) {
            throw unreadable(target, e);
        } finally {
            if (!opened) {
                target.close();
            }
        }
    }

    private static DatabaseRefused noWay(Target target, Stamp stamp) {
        SchemaChain chain = stamp.chain();
        boolean older = stamp.revision().equals(Stamp.UNSTAMPED) || Schema.precedes(chain, stamp.revision());
        if (!older) {
            return new DatabaseRefused(
                    "The database %s has schema revision %s, which is not among those up to %s, that of MLflow 3.17.2: a newer MLflow has probably written it. Nothing was changed."
                            .formatted(target.name(), stamp.revision(), chain.revision()));
        }
        if (Revisions.path(Revisions.of(chain), stamp.revision()).isPresent()) {
            return new DatabaseRefused(
                    "The database %s has its users and permissions at revision %s. MLflow makes no such tables on MariaDB and MySQL, so Millrace upgrades none there: upgrade them with what made them, or name another database for users."
                            .formatted(target.name(), stamp.revision()));
        }
        return new DatabaseRefused(
                switch (chain) {
                    case TRACKING ->
                        "The database %s has schema revision %s, of an MLflow before 2.22. Run `mlflow db upgrade` of MLflow 2.22 on it first; Millrace upgrades from its revision %s on."
                                .formatted(target.name(), stamp.revision(), Revisions.OLDEST);
                    case AUTH ->
                        "The database %s has its users and permissions at revision %s, of an MLflow before 2.22. Start the server of MLflow 2.22 on it once with --app-name basic-auth, which upgrades them; Millrace does so from there on."
                                .formatted(target.name(), stamp.revision());
                });
    }

    /** The database's name for people, without a password. */
    public String database() {
        return target.name();
    }

    /** The revisions that the database had when it was opened; one at least. */
    public List<Stamp> from() {
        return from;
    }

    /** The revisions that it lacks, in order, those of users last; none where it is up to date. */
    public List<Revision> path() {
        return path;
    }

    /**
     * How many other connections are open on the database. One of an MLflow server that is idle does not keep the upgrade
     * out everywhere, and would go on with tables that it does not know. 0 where the database cannot tell.
     *
     * @throws DatabaseRefused where the database cannot be read
     */
    public long connections() {
        try {
            return target.connections();
        } catch (SQLException e) {
            throw unreadable(target, e);
        }
    }

    /** Whether a failed or interrupted upgrade leaves all as it was; otherwise the next one goes on where it ended. */
    public boolean isOneTransaction() {
        return target.isOneTransaction();
    }

    /** The command that copies the database, without a password; nothing where {@link #backup} does. */
    public Optional<String> copyCommand() {
        return target.copyCommand();
    }

    /**
     * What a step does, for people: its SQL, and a comment for what is not SQL.
     *
     * @throws DatabaseRefused where the database cannot be read
     */
    public String script(Revision revision) {
        try {
            StringBuilder script = new StringBuilder();
            append(revision.columns(target.folder()), script);
            if (revision.data() != null) {
                script.append("-- ").append(revision.data().description()).append('\n');
            }
            append(revision.definitions(target.folder()), script);
            return script.toString();
        } catch (SQLException e) {
            throw unreadable(target, e);
        }
    }

    private void append(List<String> statements, StringBuilder script) throws SQLException {
        for (String statement : statements) {
            for (String text : target.script(statement)) {
                script.append(text).append(text.endsWith(";") ? "\n" : ";\n");
            }
        }
    }

    private static DatabaseRefused unreadable(Target target, SQLException e) {
        return new DatabaseRefused("The database %s cannot be read: %s".formatted(target.name(), e.getMessage()), e);
    }

    /**
     * Writes a copy of the database before anything else.
     *
     * @throws DatabaseRefused where the file exists or cannot be written
     */
    public void backup(Path file) {
        try {
            target.backup(file);
        } catch (SQLException e) {
            throw new DatabaseRefused("The backup %s cannot be written: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Goes the way. When it fails, the database is as it was or, where it {@link #isOneTransaction() is not one
     * transaction}, at the revision that the message names.
     *
     * @throws UpgradeFailed naming the step that failed
     * @throws DatabaseRefused where somebody else is writing to the database, or something in it would be lost
     */
    public void run(Progress progress) {
        if (path.isEmpty()) {
            return;
        }
        try {
            target.begin();
        } catch (SQLException e) {
            throw new DatabaseRefused(
                    "The database %s cannot be had alone: %s. Stop every server on it, MLflow's too."
                            .formatted(target.name(), e.getMessage()),
                    e);
        }
        boolean done = false;
        try {
            requireUnchanged();
            target.survey();
            for (int i = 0; i < path.size(); i++) {
                progress.begins(path.get(i), i + 1, path.size());
                step(path.get(i), progress);
            }
            commit();
            done = true;
        } catch (SQLException e) {
            throw unreadable(target, e);
        } finally {
            if (!done) {
                rollback();
            }
        }
    }

    private void requireUnchanged() throws SQLException {
        List<Stamp> now = Stamp.of(target);
        if (!now.equals(from)) {
            throw new DatabaseRefused(
                    "The database %s went from revision %s to %s meanwhile: somebody else upgrades it."
                            .formatted(target.name(), words(from), words(now)));
        }
    }

    private void step(Revision revision, Progress progress) {
        try {
            execute(revision.columns(target.folder()));
            Session session = target.session();
            if (revision.data() != null) {
                revision.data().run(session, progress);
            }
            execute(revision.definitions(target.folder()));
            session.update(Sql.of("UPDATE " + revision.chain().versionTable() + " SET version_num = ?", revision.id()));
            target.endStep();
        } catch (SQLException | RuntimeException e) {
            throw new UpgradeFailed(
                    "The step to revision %s (%s) failed: %s. %s"
                            .formatted(revision.id(), revision.title(), plain(e), state(revision.previous())),
                    e);
        }
    }

    private void execute(List<String> statements) throws SQLException {
        for (String statement : statements) {
            for (String text : target.statements(statement)) {
                target.session().execute(text);
            }
        }
    }

    private String state(String reached) {
        return target.isOneTransaction()
                ? "The database %s is as it was, at revision %s.".formatted(target.name(), words(from))
                : "The database %s keeps the steps before and is at revision %s; run the same command again when the cause is mended, and it goes on from there."
                        .formatted(target.name(), reached);
    }

    private void commit() {
        try {
            target.commit();
        } catch (SQLException e) {
            throw new UpgradeFailed(
                    "All steps were done, but not kept: %s. %s"
                            .formatted(plain(e), state(path.getLast().previous())),
                    e);
        }
    }

    private static String words(List<Stamp> stamps) {
        return stamps.stream().map(Stamp::revision).collect(Collectors.joining(" and "));
    }

    private static String plain(Exception e) {
        return String.valueOf(e.getMessage()).strip().replaceFirst("\\.$", "");
    }

    /** What the connection does not undo now, it undoes when it is closed. */
    private void rollback() {
        try {
            target.rollback();
        } catch (SQLException e) {
            target.close();
        }
    }

    @Override
    public void close() {
        target.close();
    }
}
