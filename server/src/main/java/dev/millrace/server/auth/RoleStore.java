package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import dev.millrace.server.sql.Work;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Roles, what they permit and who has them: read past a replica, since access depends on them. */
final class RoleStore {
    private static final String COLUMNS = "SELECT r.id, r.name, r.workspace, r.description FROM roles r";
    private static final String PERMISSIONS =
            "SELECT id, role_id, resource_type, resource_pattern, permission FROM role_permissions";

    private final Database database;
    private final Runnable changed;

    /** @param changed told of every change, when it is on the disk */
    RoleStore(Database database, Runnable changed) {
        this.database = database;
        this.changed = changed;
    }

    record Role(
            long id,
            String name,
            String workspace,
            @Nullable String description,
            List<RolePermission> permissions) {}

    record RolePermission(long id, long roleId, String type, String pattern, String permission) {}

    record Assignment(long id, long userId, long roleId) {}

    Role create(String name, String workspace, @Nullable String description) {
        refuseReserved(name);
        return changing(session -> {
            refuseTaken(
                    session,
                    workspace,
                    name,
                    -1,
                    "Role (name=%s, workspace=%s) already exists.".formatted(name, workspace));
            long id = session.insert(Sql.of(
                    "INSERT INTO roles (name, workspace, description) VALUES (?, ?, ?)", name, workspace, description));
            return new Role(id, name, workspace, description, List.of());
        });
    }

    Role get(long id) {
        return database.readLatest(
                session -> withPermissions(session, List.of(find(session, id))).getFirst());
    }

    /** Roles of these workspaces; of all where none is named. */
    List<Role> list(List<String> workspaces) {
        Sql where = workspaces.isEmpty()
                ? Sql.EMPTY
                : Sql.of(" WHERE ").plus(database.dialect().in("r.workspace", workspaces));
        return database.readLatest(session -> withPermissions(
                session, session.query(Sql.of(COLUMNS).plus(where).plus(Sql.of(" ORDER BY r.id")), RoleStore::role)));
    }

    /** The roles of every user who has some, by the user's key. */
    Map<Long, List<Role>> byUser() {
        Map<Long, Role> roles = new LinkedHashMap<>();
        list(List.of()).forEach(role -> roles.put(role.id(), role));
        return database.readLatest(session -> {
            Map<Long, List<Role>> byUser = new LinkedHashMap<>();
            session.forEach(Sql.of("SELECT user_id, role_id FROM user_role_assignments ORDER BY id"), row -> {
                Role role = roles.get(row.getLong(2));
                if (role != null) {
                    byUser.computeIfAbsent(row.getLong(1), user -> new ArrayList<>())
                            .add(role);
                }
            });
            return byUser;
        });
    }

    /** The roles of a user. */
    List<Role> ofUser(long userId) {
        return database.readLatest(session -> withPermissions(
                session,
                session.query(
                        Sql.of(
                                COLUMNS + " JOIN user_role_assignments a ON a.role_id = r.id WHERE a.user_id = ?"
                                        + " ORDER BY r.id",
                                userId),
                        RoleStore::role)));
    }

    /** Changes what is not null. */
    Role update(long id, @Nullable String name, @Nullable String description) {
        if (name != null) {
            refuseReserved(name);
        }
        return changing(session -> {
            Role role = find(session, id);
            if (name != null) {
                refuseTaken(
                        session,
                        role.workspace(),
                        name,
                        id,
                        "Role with name=%s already exists in workspace=%s".formatted(name, role.workspace()));
                session.update(Sql.of("UPDATE roles SET name = ? WHERE id = ?", name, id));
            }
            if (description != null) {
                session.update(Sql.of("UPDATE roles SET description = ? WHERE id = ?", description, id));
            }
            return withPermissions(session, List.of(find(session, id))).getFirst();
        });
    }

    void delete(long id) {
        changing(session -> {
            find(session, id);
            return delete(session, id);
        });
    }

    /** Deletes the roles of this name in all workspaces. */
    static void deleteNamed(Session session, String name) throws SQLException {
        for (long id : session.query(Sql.of("SELECT id FROM roles WHERE name = ?", name), row -> row.getLong(1))) {
            delete(session, id);
        }
    }

    private static int delete(Session session, long id) throws SQLException {
        session.update(Sql.of("DELETE FROM role_permissions WHERE role_id = ?", id));
        session.update(Sql.of("DELETE FROM user_role_assignments WHERE role_id = ?", id));
        return session.update(Sql.of("DELETE FROM roles WHERE id = ?", id));
    }

    RolePermission addPermission(long roleId, ResourceType type, String pattern, Permission permission) {
        type.checkGrantable(permission);
        type.checkPattern(pattern);
        return changing(session -> {
            find(session, roleId);
            boolean there = session.queryOne(
                            Sql.of(
                                    PERMISSIONS + " WHERE role_id = ? AND resource_type = ? AND resource_pattern = ?",
                                    roleId,
                                    type.text(),
                                    pattern),
                            RoleStore::permission)
                    != null;
            if (there) {
                throw ApiException.alreadyExists(
                        "Role permission (role_id=%d, resource_type=%s, resource_pattern=%s) already exists."
                                .formatted(roleId, type.text(), pattern));
            }
            long id = session.insert(Sql.of(
                    "INSERT INTO role_permissions (role_id, resource_type, resource_pattern, permission) VALUES (?, ?, ?, ?)",
                    roleId,
                    type.text(),
                    pattern,
                    permission.name()));
            return new RolePermission(id, roleId, type.text(), pattern, permission.name());
        });
    }

    RolePermission getPermission(long id) {
        return database.readLatest(session -> findPermission(session, id));
    }

    RolePermission updatePermission(long id, Permission permission) {
        return changing(session -> {
            RolePermission found = findPermission(session, id);
            ResourceType.of(found.type()).checkGrantable(permission);
            session.update(Sql.of("UPDATE role_permissions SET permission = ? WHERE id = ?", permission.name(), id));
            return new RolePermission(id, found.roleId(), found.type(), found.pattern(), permission.name());
        });
    }

    void removePermission(long id) {
        changing(session -> {
            findPermission(session, id);
            return session.update(Sql.of("DELETE FROM role_permissions WHERE id = ?", id));
        });
    }

    Assignment assign(String username, long roleId) {
        return changing(session -> {
            long user = UserStore.find(session, username).id();
            refuseReserved(find(session, roleId).name());
            boolean there = session.queryOne(
                            Sql.of(
                                    "SELECT id FROM user_role_assignments WHERE user_id = ? AND role_id = ?",
                                    user,
                                    roleId),
                            row -> row.getLong(1))
                    != null;
            if (there) {
                throw ApiException.alreadyExists(
                        "User role assignment (user_id=%d, role_id=%d) already exists".formatted(user, roleId));
            }
            long id = session.insert(
                    Sql.of("INSERT INTO user_role_assignments (user_id, role_id) VALUES (?, ?)", user, roleId));
            return new Assignment(id, user, roleId);
        });
    }

    void unassign(String username, long roleId) {
        changing(session -> {
            long user = UserStore.find(session, username).id();
            int deleted = session.update(
                    Sql.of("DELETE FROM user_role_assignments WHERE user_id = ? AND role_id = ?", user, roleId));
            if (deleted == 0) {
                throw ApiException.notFound(
                        "User role assignment (user_id=%d, role_id=%d) not found".formatted(user, roleId));
            }
            return deleted;
        });
    }

    List<Assignment> holders(long roleId) {
        return database.readLatest(session -> {
            find(session, roleId);
            return session.query(
                    Sql.of(
                            "SELECT id, user_id, role_id FROM user_role_assignments WHERE role_id = ? ORDER BY id",
                            roleId),
                    row -> new Assignment(row.getLong(1), row.getLong(2), row.getLong(3)));
        });
    }

    private <T> T changing(Work<T> work) {
        T result = database.write(work);
        changed.run();
        return result;
    }

    private static void refuseReserved(String name) {
        if (name.startsWith(GrantStore.RESERVED)) {
            throw ApiException.invalid(
                    "Role name '%s' uses the reserved '__user_' prefix, which is held for the per-user permission representation. Choose a different name."
                            .formatted(name));
        }
    }

    private static void refuseTaken(Session session, String workspace, String name, long except, String message)
            throws SQLException {
        Long found = session.queryOne(
                Sql.of("SELECT id FROM roles WHERE workspace = ? AND name = ?", workspace, name),
                row -> row.getLong(1));
        if (found != null && found != except) {
            throw ApiException.alreadyExists(message);
        }
    }

    private static Role find(Session session, long id) throws SQLException {
        Role role = session.queryOne(Sql.of(COLUMNS + " WHERE r.id = ?", id), RoleStore::role);
        if (role == null) {
            throw ApiException.notFound("Role with id=%d not found".formatted(id));
        }
        return role;
    }

    private static RolePermission findPermission(Session session, long id) throws SQLException {
        RolePermission found = session.queryOne(Sql.of(PERMISSIONS + " WHERE id = ?", id), RoleStore::permission);
        if (found == null) {
            throw ApiException.notFound("Role permission with id=%d not found".formatted(id));
        }
        return found;
    }

    private static List<Role> withPermissions(Session session, List<Role> roles) throws SQLException {
        Map<Long, List<RolePermission>> byRole = new LinkedHashMap<>();
        roles.forEach(role -> byRole.put(role.id(), new ArrayList<>()));
        session.forEach(
                Sql.of(PERMISSIONS + " WHERE ")
                        .plus(session.dialect().in("role_id", byRole.keySet()))
                        .plus(Sql.of(" ORDER BY id")),
                row -> {
                    RolePermission permission = permission(row);
                    byRole.getOrDefault(permission.roleId(), new ArrayList<>()).add(permission);
                });
        return roles.stream()
                .map(role -> new Role(
                        role.id(),
                        role.name(),
                        role.workspace(),
                        role.description(),
                        byRole.getOrDefault(role.id(), List.of())))
                .toList();
    }

    private static Role role(ResultSet row) throws SQLException {
        return new Role(row.getLong(1), row.getString(2), row.getString(3), row.getString(4), List.of());
    }

    private static RolePermission permission(ResultSet row) throws SQLException {
        return new RolePermission(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4), row.getString(5));
    }
}
