package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import dev.millrace.server.sql.Database;
import dev.millrace.server.sql.Session;
import dev.millrace.server.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The users of MLflow's auth database: read past a replica, since access depends on them. */
final class UserStore {
    private static final int SHORTEST_PASSWORD = 12;
    private static final int LONGEST_PASSWORD = 1024;
    private static final int LONGEST_NAME = 255;

    /** Tables of MLflow's older permissions, which nothing reads any more; their rows would hold the user back. */
    private static final List<String> RETIRED = List.of(
            "experiment_permissions",
            "registered_model_permissions",
            "scorer_permissions",
            "gateway_secret_permissions",
            "gateway_endpoint_permissions",
            "gateway_model_definition_permissions",
            "workspace_permissions");

    private static final String COLUMNS = "SELECT id, username, is_admin FROM users";

    private final Database database;
    private final Permission fallback;

    /** @param fallback the permission of everyone on what they have no grant for */
    UserStore(Database database, Permission fallback) {
        this.database = database;
        this.fallback = fallback;
    }

    /** A user without what must not be told of them. */
    record User(long id, String name, boolean admin) {}

    private record WithHash(User user, String hash) {}

    /** What a request of this user needs to know; null where there is no such user. */
    @Nullable
    Account account(String name) {
        Optional<Account> found = database.readLatest(session -> {
            WithHash row = session.queryOne(
                    Sql.of("SELECT id, username, is_admin, password_hash FROM users WHERE ")
                            .plus(session.dialect().equal("username", name)),
                    columns -> new WithHash(user(columns), String.valueOf(columns.getString(4))));
            if (row == null) {
                return Optional.empty();
            }
            User user = row.user();
            var grants = new Grants(GrantStore.of(session, user.id()));
            var caller = new Caller(user.id(), user.name(), user.admin(), grants, fallback);
            return Optional.of(new Account(caller, row.hash(), Sight.of(caller)));
        });
        return found.orElse(null);
    }

    /** @throws ApiException RESOURCE_DOES_NOT_EXIST where there is no such user */
    User get(String name) {
        return database.readLatest(session -> find(session, name));
    }

    /** Whether the name is taken: on MariaDB and MySQL also by one that differs in case only. */
    boolean exists(String name) {
        return database.readLatest(session -> isTaken(session, name));
    }

    /** All users in the order in which they came. */
    List<User> list() {
        return database.readLatest(session -> session.query(Sql.of(COLUMNS + " ORDER BY id"), UserStore::user));
    }

    /**
     * Makes a user.
     *
     * @throws ApiException INVALID_PARAMETER_VALUE for a name or password that cannot be, RESOURCE_ALREADY_EXISTS for a
     *     name that is taken
     */
    User create(String name, String password, boolean admin) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw ApiException.invalid(
                    name.isEmpty() ? "Username cannot be empty." : "Username must be at most 255 characters.");
        }
        checkPassword(password);
        // Before the write: others must not wait while a password is hashed.
        String hash = PasswordHash.inTurn(() -> PasswordHash.of(password));
        return database.write(session -> {
            if (isTaken(session, name)) {
                throw ApiException.alreadyExists("User (username=%s) already exists.".formatted(name));
            }
            long id = session.insert(Sql.of(
                    "INSERT INTO users (username, password_hash, is_admin) VALUES (?, ?, ?)", name, hash, admin));
            return new User(id, name, admin);
        });
    }

    /** @throws ApiException INVALID_PARAMETER_VALUE where it is too short, or longer than anyone could mean */
    static void checkPassword(String password) {
        if (password.codePointCount(0, password.length()) < SHORTEST_PASSWORD) {
            throw ApiException.invalid("Password must be at least 12 characters.");
        }
        if (password.length() > LONGEST_PASSWORD) {
            throw ApiException.invalid("Password must be at most 1024 characters.");
        }
    }

    void setPassword(String name, String password) {
        checkPassword(password);
        String hash = PasswordHash.inTurn(() -> PasswordHash.of(password));
        database.write(session -> session.update(Sql.of(
                "UPDATE users SET password_hash = ? WHERE id = ?",
                hash,
                find(session, name).id())));
    }

    void setAdmin(String name, boolean admin) {
        database.write(session -> session.update(Sql.of(
                "UPDATE users SET is_admin = ? WHERE id = ?",
                admin,
                find(session, name).id())));
    }

    /** Deletes a user with all that is theirs. */
    void delete(String name) {
        database.write(session -> {
            long id = find(session, name).id();
            RoleStore.deleteNamed(session, GrantStore.roleOf(id));
            session.update(Sql.of("DELETE FROM user_role_assignments WHERE user_id = ?", id));
            for (String table : RETIRED) {
                session.update(Sql.of("DELETE FROM " + table + " WHERE user_id = ?", id));
            }
            return session.update(Sql.of("DELETE FROM users WHERE id = ?", id));
        });
    }

    static User find(Session session, String name) throws SQLException {
        User user = session.queryOne(
                Sql.of(COLUMNS + " WHERE ").plus(session.dialect().equal("username", name)), UserStore::user);
        if (user == null) {
            throw ApiException.notFound("User with username=%s not found".formatted(name));
        }
        return user;
    }

    private static boolean isTaken(Session session, String name) throws SQLException {
        return session.queryOne(Sql.of(COLUMNS + " WHERE username = ?", name), UserStore::user) != null;
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(row.getLong(1), String.valueOf(row.getString(2)), row.getBoolean(3));
    }
}
