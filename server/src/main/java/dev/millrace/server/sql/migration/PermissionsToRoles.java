package dev.millrace.server.sql.migration;

import dev.millrace.server.sql.DatabaseRefused;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Revision e5f6a7b8c9d0 of users and permissions: what was granted to a user is granted to a role that only this user has,
 * one for each workspace. The rows that said it stay, as MLflow leaves them, and are read no more. A permission of a user
 * who is not there is left out: it would go to whoever gets that number next.
 */
final class PermissionsToRoles implements DataStep {
    private static final int PAGE = 500;
    private static final String EVERYTHING = "*";
    private static final List<String> LEVELS = List.of("READ", "USE", "EDIT", "MANAGE");

    /** What permissions were on, in MLflow's order, which gives the new rows their keys. */
    private enum Kind {
        EXPERIMENT("'default', experiment_id, NULL"),
        REGISTERED_MODEL("workspace, name, NULL"),
        SCORER("'default', experiment_id, scorer_name"),
        GATEWAY_SECRET("'default', secret_id, NULL"),
        GATEWAY_ENDPOINT("'default', endpoint_id, NULL"),
        GATEWAY_MODEL_DEFINITION("'default', model_definition_id, NULL");

        private final String columns;

        /** @param columns the workspace, what is named, and the scorer within it */
        Kind(String columns) {
            this.columns = columns;
        }

        private String type() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Sql pageAfter(long id) {
            return Sql.of(
                    "SELECT id, user_id, permission, " + columns + " FROM " + type() + "_permissions"
                            + " WHERE id > ? AND user_id IN (SELECT id FROM users) ORDER BY id LIMIT " + PAGE,
                    id);
        }
    }

    /** A permission on one thing. */
    private record Old(long id, Holder holder, @Nullable String level, String on) {}

    /** A permission on a whole workspace. */
    private record OnWorkspace(Holder holder, @Nullable String level) {}

    private record Holder(long user, String workspace) {}

    @Override
    public String description() {
        return "What users may do is written down once more, as permissions of a role that each of them gets.";
    }

    @Override
    public boolean standsAlone() {
        return true;
    }

    @Override
    public void run(Session session, Progress progress) throws SQLException {
        new Run(session, progress).all();
    }

    /** The same as MLflow writes: what Python's {@code quote} makes of a name, so that a slash in it divides nothing. */
    private static String quoted(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static final class Run {
        private final Session session;
        private final Progress progress;
        private final Map<Holder, Long> roles = new HashMap<>();
        private long done;

        Run(Session session, Progress progress) {
            this.session = session;
            this.progress = progress;
        }

        void all() throws SQLException {
            workspaces();
            for (Kind kind : Kind.values()) {
                resources(kind);
            }
        }

        /** Nobody edits a workspace any more: they may use it, and edit everything in it. */
        private void workspaces() throws SQLException {
            List<OnWorkspace> old = session.query(
                    Sql.of("SELECT user_id, workspace, permission FROM workspace_permissions"
                            + " WHERE user_id IN (SELECT id FROM users)"),
                    row -> new OnWorkspace(new Holder(row.getLong(1), row.getString(2)), row.getString(3)));
            for (OnWorkspace permission : old) {
                switch (permission.level()) {
                    case "READ", "USE" -> grant(permission.holder(), "workspace", EVERYTHING, "USE");
                    case "MANAGE" -> grant(permission.holder(), "workspace", EVERYTHING, "MANAGE");
                    case "EDIT" -> {
                        grant(permission.holder(), "workspace", EVERYTHING, "USE");
                        for (Kind kind : Kind.values()) {
                            grant(permission.holder(), kind.type(), EVERYTHING, "EDIT");
                        }
                    }
                    case null, default -> {}
                }
            }
            tell(old.size());
        }

        /** A level that MLflow does not know any more, that of no permissions among them, is not granted. */
        private void resources(Kind kind) throws SQLException {
            List<Old> page = page(kind, Long.MIN_VALUE);
            while (!page.isEmpty()) {
                for (Old permission : page) {
                    String level = permission.level();
                    if (level != null && LEVELS.contains(level)) {
                        grant(permission.holder(), kind.type(), permission.on(), level);
                    }
                }
                tell(page.size());
                page = page(kind, page.getLast().id());
            }
        }

        private List<Old> page(Kind kind, long after) throws SQLException {
            return session.query(kind.pageAfter(after), row -> {
                String scorer = row.getString(6);
                return new Old(
                        row.getLong(1),
                        new Holder(row.getLong(2), row.getString(4)),
                        row.getString(3),
                        scorer == null ? row.getString(5) : row.getString(5) + "/" + quoted(scorer));
            });
        }

        private void tell(int rows) {
            if (rows > 0) {
                done += rows;
                progress.rows("permissions", done);
            }
        }

        /** What the role has a level for keeps it. */
        private void grant(Holder holder, String type, String pattern, String level) throws SQLException {
            session.update(Sql.of(
                    "INSERT INTO role_permissions (role_id, resource_type, resource_pattern, permission)"
                            + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    role(holder),
                    type,
                    pattern,
                    level));
        }

        private long role(Holder holder) throws SQLException {
            Long role = roles.get(holder);
            if (role == null) {
                role = newRole(holder);
                roles.put(holder, role);
            }
            return role;
        }

        /** A role of that name may be there already; what this user has may then go to nobody else. */
        private long newRole(Holder holder) throws SQLException {
            String name = "__user_" + holder.user() + "__";
            session.update(Sql.of(
                    "INSERT INTO roles (name, workspace) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    name,
                    holder.workspace()));
            long role = Objects.requireNonNull(session.queryOne(
                    Sql.of("SELECT id FROM roles WHERE name = ? AND workspace = ?", name, holder.workspace()),
                    row -> row.getLong(1)));
            Long other = session.queryOne(
                    Sql.of(
                            "SELECT user_id FROM user_role_assignments WHERE role_id = ? AND user_id <> ?",
                            role,
                            holder.user()),
                    row -> row.getLong(1));
            if (other != null) {
                throw new DatabaseRefused(
                        "The role %s of the workspace %s is to hold what the user %d may do, and the user %d has it too; give that role another name"
                                .formatted(name, holder.workspace(), holder.user(), other));
            }
            session.update(Sql.of(
                    "INSERT INTO user_role_assignments (user_id, role_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    holder.user(),
                    role));
            return role;
        }
    }
}
