package dev.millrace.server.auth;

import dev.millrace.api.JsonValue;
import dev.millrace.http.Response;
import dev.millrace.server.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The operations of {@code mlflow/users} on permissions of single users. */
final class GrantEndpoints {
    private static final String USERS = "3.0/mlflow/users/";

    private final GrantStore grants;
    private final RoleStore roles;
    private final UserStore users;
    private final Accounts accounts;

    GrantEndpoints(GrantStore grants, RoleStore roles, UserStore users, Accounts accounts) {
        this.grants = grants;
        this.roles = roles;
        this.users = users;
        this.accounts = accounts;
    }

    void bind(Routes routes) {
        Answers.bind(routes, "POST", USERS + "permissions/grant", this::grant);
        Answers.bind(routes, "POST", USERS + "permissions/revoke", this::revoke);
        Answers.bind(routes, "GET", USERS + "permissions/get", this::effective);
        Answers.bind(routes, "GET", USERS + "permissions/list", p -> held(users.get(p.text("username"))));
        Answers.bind(
                routes,
                "GET",
                USERS + "current/permissions",
                p -> held(users.get(Caller.required().name())));
    }

    private Response grant(Parameters parameters) {
        String username = parameters.text("username");
        ResourceType type = ResourceType.of(parameters.text("resource_type"));
        String id = RoleEndpoints.pattern(parameters.text("resource_id"));
        grants.grant(username, type, id, Permission.of(parameters.text("permission")));
        return Answers.EMPTY;
    }

    private Response revoke(Parameters parameters) {
        String username = parameters.text("username");
        ResourceType type = ResourceType.of(parameters.text("resource_type"));
        grants.revoke(username, type, parameters.text("resource_id"));
        return Answers.EMPTY;
    }

    /** What a user may do, by the very rules that requests are held to; administrators count by their grants here. */
    private Response effective(Parameters parameters) {
        UserStore.User user = users.get(parameters.text("username"));
        ResourceType type = ResourceType.of(parameters.text("resource_type"));
        GrantStore.refuseWorkspace(type);
        Account account = accounts.find(user.name());
        Permission permission = account == null
                ? Permission.NO_PERMISSIONS
                : account.caller().asUser().permission(type, parameters.text("resource_id"));
        return Answers.of(Map.of(
                "allowed",
                new JsonValue.Bool(permission.rank() >= Permission.USE.rank()),
                "permission",
                Answers.text(permission.name())));
    }

    private Response held(UserStore.User user) {
        Caller caller = Caller.required();
        List<JsonValue> rows = new ArrayList<>();
        for (RoleStore.Role role : roles.ofUser(user.id())) {
            if (user.id() != caller.id() && !UserEndpoints.mayAdminister(caller, role)) {
                continue;
            }
            for (RoleStore.RolePermission permission : role.permissions()) {
                rows.add(Answers.object(Map.of(
                        "role_id", Answers.number(role.id()),
                        "role_name", Answers.text(role.name()),
                        "workspace", Answers.text(role.workspace()),
                        "resource_type", Answers.text(permission.type()),
                        "resource_pattern", Answers.text(permission.pattern()),
                        "permission", Answers.text(permission.permission()))));
            }
        }
        return Answers.of(Map.of("is_admin", new JsonValue.Bool(user.admin()), "permissions", new JsonValue.Arr(rows)));
    }
}
