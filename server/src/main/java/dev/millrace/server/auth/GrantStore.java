package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Permissions of single users. MLflow keeps them as those of a role that only this user has, named after the key of the
 * user: {@code __user_7__}.
 */
final class GrantStore {
    static final String WORKSPACE = "default";

    /** What the names of such roles begin with; no other role may. */
    static final String RESERVED = "__user_";

    private static final String OF_EXPERIMENTS = "p.resource_type = 'experiment'";
    private static final String OF_MODELS = "p.resource_type IN ('registered_model', 'prompt')";
    private static final Pattern OWN_ROLE = Pattern.compile("__user_\\d+__");

    private final Database database;
    private final Runnable changed;

    /** @param changed told of every change, when it is on the disk */
    GrantStore(Database database, Runnable changed) {
        this.database = database;
        this.changed = changed;
    }

    /** The name of the role that is a user's own. */
    static String roleOf(long userId) {
        return RESERVED + userId + "__";
    }

    /** What a user holds by all roles. */
    static List<Grant> of(Session session, long userId) throws SQLException {
        List<Grant> grants = new ArrayList<>();
        session.forEach(Sql.of("""
                        SELECT p.resource_type, p.resource_pattern, p.permission FROM user_role_assignments a
                        JOIN roles r ON r.id = a.role_id JOIN role_permissions p ON p.role_id = r.id
                        WHERE a.user_id = ? AND r.workspace = ?""", userId, WORKSPACE), row -> {
            ResourceType type = ResourceType.stored(row.getString(1));
            if (type != null) {
                grants.add(new Grant(type, row.getString(2), Permission.stored(row.getString(3))));
            }
        });
        return grants;
    }

    /**
     * Makes someone the manager of what they have made. A name that is the sign for all names gives nothing: only
     * administrators manage what is called so. What users still hold by themselves on an experiment that had the same
     * number ends: SQLite gives the number of the last one again when that is gone.
     */
    void own(Caller caller, ResourceType type, String id) {
        if (id.equals(ResourceType.ALL)) {
            return;
        }
        database.write(session -> {
            long role = ownRole(session, caller.id());
            if (type == ResourceType.EXPERIMENT) {
                delete(session, ownGrants(session, OF_EXPERIMENTS, Sql.of("p.resource_pattern = ?", id)));
            }
            Long left = find(session, role, type, id);
            if (left != null) {
                // On MariaDB and MySQL it may be one for another spelling, beside which there cannot be a second.
                // The new one has a key of its own: another server may be moving the old one after a model.
                delete(session, List.of(left));
            }
            return insert(session, role, type, id, Permission.MANAGE);
        });
        changed.run();
    }

    /** @throws ApiException RESOURCE_ALREADY_EXISTS where the user has a grant with this pattern already */
    void grant(String username, ResourceType type, String pattern, Permission permission) {
        refuseWorkspace(type);
        type.checkPattern(pattern);
        type.checkGrantable(permission);
        database.write(session -> {
            long role = ownRole(session, UserStore.find(session, username).id());
            if (find(session, role, type, pattern) != null) {
                throw ApiException.alreadyExists(
                        "Permission for user=%s on resource_type=%s, resource_id=%s already exists."
                                .formatted(username, type.text(), pattern));
            }
            return insert(session, role, type, pattern, permission);
        });
        changed.run();
    }

    /** @throws ApiException RESOURCE_DOES_NOT_EXIST where the user has no grant of their own with this pattern */
    void revoke(String username, ResourceType type, String pattern) {
        refuseWorkspace(type);
        database.write(session -> {
            long user = UserStore.find(session, username).id();
            int deleted = session.update(Sql.builder()
                    .append("DELETE FROM role_permissions WHERE resource_type = ? AND ", type.text())
                    .append(session.dialect().equal("resource_pattern", pattern))
                    .append(
                            " AND role_id IN (SELECT id FROM roles WHERE workspace = ? AND name = ?)",
                            WORKSPACE,
                            roleOf(user))
                    .build());
            if (deleted == 0) {
                throw ApiException.notFound("Permission for user=%s on resource_type=%s, resource_id=%s not found."
                        .formatted(username, type.text(), pattern));
            }
            return deleted;
        });
        changed.run();
    }

    static void refuseWorkspace(ResourceType type) {
        if (type == ResourceType.WORKSPACE) {
            throw ApiException.invalid(
                    "resource_type 'workspace' is not supported by the per-user permission convenience APIs. "
                            + "Use set_workspace_permission / delete_workspace_permission for workspace-wide grants.");
        }
    }

    /** The keys of the users' own grants on a registered model or prompt, as they are before it changes its name or goes. */
    Set<Long> onModel(String name) {
        return database.readLatest(session ->
                Set.copyOf(ownGrants(session, OF_MODELS, session.dialect().equal("p.resource_pattern", name))));
    }

    /**
     * Moves the users' own grants on a registered model or prompt to its new name.
     *
     * @param held what {@link #onModel} gave before: what has come since is on another model of the old name
     */
    void renameModel(String from, String to, Set<Long> held) {
        if (from.equals(to)) {
            return;
        }
        database.write(session -> {
            List<Long> moving = stillHeld(session, from, held);
            if (to.equals(ResourceType.ALL)) {
                return delete(session, moving);
            }
            // What is left of another model of that name, in any spelling that the database takes for it, belongs to
            // nobody.
            List<Long> left = ownGrants(session, OF_MODELS, Sql.of("p.resource_pattern = ?", to));
            left.removeAll(moving);
            delete(session, left);
            int moved = 0;
            for (long id : moving) {
                moved +=
                        session.update(Sql.of("UPDATE role_permissions SET resource_pattern = ? WHERE id = ?", to, id));
            }
            return moved;
        });
        changed.run();
    }

    /**
     * Drops the users' own grants on a registered model or prompt that is gone.
     *
     * @param held what {@link #onModel} gave before: what has come since is on another model of that name
     */
    void forgetModel(String name, Set<Long> held) {
        if (!name.equals(ResourceType.ALL)) {
            database.write(session -> delete(session, stillHeld(session, name, held)));
            changed.run();
        }
    }

    private static List<Long> stillHeld(Session session, String name, Set<Long> held) throws SQLException {
        List<Long> grants = ownGrants(session, OF_MODELS, session.dialect().equal("p.resource_pattern", name));
        grants.retainAll(held);
        return grants;
    }

    private static int delete(Session session, List<Long> grants) throws SQLException {
        int deleted = 0;
        for (long id : grants) {
            deleted += session.update(Sql.of("DELETE FROM role_permissions WHERE id = ?", id));
        }
        return deleted;
    }

    /**
     * The keys of the grants that users have by their own roles; those of made roles stay as they are.
     *
     * @param types the condition on {@code p.resource_type}
     * @param pattern the condition on {@code p.resource_pattern}
     */
    private static List<Long> ownGrants(Session session, String types, Sql pattern) throws SQLException {
        List<Long> keys = new ArrayList<>();
        Sql grants = Sql.of(
                "SELECT p.id, r.name FROM role_permissions p JOIN roles r ON r.id = p.role_id WHERE " + types
                        + " AND r.workspace = ? AND ",
                WORKSPACE);
        session.forEach(grants.plus(pattern), row -> {
            if (OWN_ROLE.matcher(String.valueOf(row.getString(2))).matches()) {
                keys.add(row.getLong(1));
            }
        });
        return keys;
    }

    private static @Nullable Long find(Session session, long role, ResourceType type, String pattern)
            throws SQLException {
        return session.queryOne(
                Sql.of(
                        "SELECT id FROM role_permissions WHERE role_id = ? AND resource_type = ? AND resource_pattern = ?",
                        role,
                        type.text(),
                        pattern),
                row -> row.getLong(1));
    }

    private static int insert(Session session, long role, ResourceType type, String pattern, Permission permission)
            throws SQLException {
        return session.update(Sql.of(
                "INSERT INTO role_permissions (role_id, resource_type, resource_pattern, permission) VALUES (?, ?, ?, ?)",
                role,
                type.text(),
                pattern,
                permission.name()));
    }

    /** The key of a user's own role, made where it is missing. */
    private static long ownRole(Session session, long userId) throws SQLException {
        String name = roleOf(userId);
        Long found = session.queryOne(
                Sql.of("SELECT id FROM roles WHERE workspace = ? AND name = ?", WORKSPACE, name),
                row -> row.getLong(1));
        long role = found == null
                ? session.insert(Sql.of("INSERT INTO roles (name, workspace) VALUES (?, ?)", name, WORKSPACE))
                : found;
        List<Long> holders = session.query(
                Sql.of("SELECT user_id FROM user_role_assignments WHERE role_id = ?", role), row -> row.getLong(1));
        if (holders.stream().anyMatch(holder -> holder != userId)) {
            throw ApiException.invalid(
                    "The role '%s' is one that a user has for themself, but others have it, too.".formatted(name));
        }
        if (holders.isEmpty()) {
            session.update(Sql.of("INSERT INTO user_role_assignments (user_id, role_id) VALUES (?, ?)", userId, role));
        }
        return role;
    }
}
