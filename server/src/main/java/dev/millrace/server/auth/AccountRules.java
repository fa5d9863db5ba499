package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.http.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The part of the table of rules that is about users, roles and permissions themselves. */
final class AccountRules {
    private static final String USERS = "2.0/mlflow/users/";
    private static final String GRANTS = "3.0/mlflow/users/";
    private static final String ROLES = "3.0/mlflow/roles/";

    private final RoleStore roles;

    AccountRules(RoleStore roles) {
        this.roles = roles;
    }

    /** A rule that reads the parameters of its request. */
    record OnParameters(Function<Parameters, Need> rule) implements Rules.Rule<Exchange> {
        @Override
        public Need need(Exchange request, Exchange exchange) {
            try {
                return rule.apply(Parameters.of(exchange));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    void addTo(Map<String, Rules.Rule<? super Exchange>> table) {
        put(table, "POST", USERS + "create", p -> Need.WORKSPACE_ADMIN);
        table.put("GET " + SignupPage.PAGE, (request, exchange) -> Need.WORKSPACE_ADMIN);
        table.put("POST " + SignupPage.FORM, (request, exchange) -> Need.WORKSPACE_ADMIN);
        put(table, "GET", USERS + "get", p -> Need.self(p.text("username")));
        put(table, "GET", USERS + "list", p -> Need.NOTHING);
        put(table, "GET", USERS + "current", p -> Need.NOTHING);
        put(table, "PATCH", USERS + "update-password", p -> Need.self(p.text("username")));
        put(table, "PATCH", USERS + "update-admin", p -> Need.ADMIN);
        put(table, "DELETE", USERS + "delete", p -> Need.ADMIN);

        put(table, "GET", GRANTS + "current/permissions", p -> Need.NOTHING);
        put(table, "GET", GRANTS + "permissions/list", AccountRules::aboutUser);
        put(table, "GET", GRANTS + "permissions/get", AccountRules::aboutUser);
        put(table, "GET", GRANTS + "roles/list", AccountRules::aboutUser);
        put(table, "POST", GRANTS + "permissions/grant", AccountRules::managesResource);
        put(table, "POST", GRANTS + "permissions/revoke", AccountRules::managesResource);

        put(table, "GET", ROLES + "list", this::listsRoles);
        for (String path : List.of("get", "permissions/list")) {
            put(table, "GET", ROLES + path, this::seesRole);
        }
        put(table, "GET", ROLES + "users/list", this::managesRole);
        for (String path : List.of("create", "permissions/add", "assign")) {
            put(table, "POST", ROLES + path, this::managesRole);
        }
        for (String path : List.of("update", "permissions/update")) {
            put(table, "PATCH", ROLES + path, this::managesRole);
        }
        for (String path : List.of("delete", "permissions/remove", "unassign")) {
            put(table, "DELETE", ROLES + path, this::managesRole);
        }
    }

    private static void put(
            Map<String, Rules.Rule<? super Exchange>> table,
            String method,
            String path,
            Function<Parameters, Need> rule) {
        for (String twin : Answers.twins(path)) {
            table.put(method + " " + twin, new OnParameters(rule));
        }
    }

    /** Oneself, or one's administrator. */
    private static Need aboutUser(Parameters parameters) {
        Need self = Need.self(parameters.text("username"));
        return caller -> self.isMetBy(caller) || Need.WORKSPACE_ADMIN.isMetBy(caller);
    }

    /** Who manages a resource gives permissions on it away; a grant on all of a kind is an administrator's. */
    private static Need managesResource(Parameters parameters) {
        ResourceType type = ResourceType.of(parameters.text("resource_type"));
        GrantStore.refuseWorkspace(type);
        String id = parameters.text("resource_id");
        return id.equals(ResourceType.ALL) ? Need.WORKSPACE_ADMIN : Need.of(type, id, Action.MANAGE);
    }

    private Need managesRole(Parameters parameters) {
        return isOfWorkspace(parameters) ? Need.WORKSPACE_ADMIN : Need.ADMIN;
    }

    /** Whoever has a role in the workspace sees the others. */
    private Need seesRole(Parameters parameters) {
        return isOfWorkspace(parameters) ? caller -> hasRole(caller.id()) : Need.ADMIN;
    }

    private Need listsRoles(Parameters parameters) {
        List<String> workspaces = parameters.all("workspace");
        boolean own = !workspaces.isEmpty()
                && workspaces.stream().allMatch(workspace -> workspace.strip().equals(GrantStore.WORKSPACE));
        return own ? caller -> hasRole(caller.id()) : Need.ADMIN;
    }

    private boolean hasRole(long user) {
        return roles.ofUser(user).stream().anyMatch(role -> role.workspace().equals(GrantStore.WORKSPACE));
    }

    /**
     * Whether all that a request names is of the one workspace that this server has; not where something is not there.
     */
    private boolean isOfWorkspace(Parameters parameters) {
        boolean byRole = parameters.has("role_id");
        boolean byPermission = parameters.has("role_permission_id");
        boolean byName = parameters.has("workspace");
        if (!byRole && !byPermission && !byName) {
            throw ApiException.invalid("Request must include one of: role_id, role_permission_id, workspace.");
        }
        try {
            return (!byRole || isOfWorkspace(roles.get(parameters.number("role_id"))))
                    && (!byPermission || isOfWorkspace(roleOf(parameters.number("role_permission_id"))))
                    && (!byName || isOfWorkspace(parameters.text("workspace")));
        } catch (ApiException e) {
            if (e.code() == ErrorCode.RESOURCE_DOES_NOT_EXIST) {
                return false;
            }
            throw e;
        }
    }

    private RoleStore.Role roleOf(long permission) {
        return roles.get(roles.getPermission(permission).roleId());
    }

    private static boolean isOfWorkspace(RoleStore.Role role) {
        return isOfWorkspace(role.workspace());
    }

    private static boolean isOfWorkspace(String workspace) {
        return workspace.equals(GrantStore.WORKSPACE);
    }
}
