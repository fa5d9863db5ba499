package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import dev.millrace.http.Response;
import dev.millrace.server.Routes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations of {@code mlflow/roles}. */
final class RoleEndpoints {
    private static final String ROLES = "3.0/mlflow/roles/";
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_WORKSPACE = 63;
    private static final int LONGEST_DESCRIPTION = 1024;

    private final RoleStore roles;
    private final UserStore users;

    RoleEndpoints(RoleStore roles, UserStore users) {
        this.roles = roles;
        this.users = users;
    }

    void bind(Routes routes) {
        Answers.bind(routes, "POST", ROLES + "create", this::create);
        Answers.bind(routes, "GET", ROLES + "get", p -> single(roles.get(p.number("role_id"))));
        Answers.bind(routes, "GET", ROLES + "list", this::list);
        Answers.bind(routes, "PATCH", ROLES + "update", this::update);
        Answers.bind(routes, "DELETE", ROLES + "delete", p -> {
            roles.delete(p.number("role_id"));
            return Answers.EMPTY;
        });
        Answers.bind(routes, "POST", ROLES + "permissions/add", this::addPermission);
        Answers.bind(routes, "DELETE", ROLES + "permissions/remove", p -> {
            roles.removePermission(p.number("role_permission_id"));
            return Answers.EMPTY;
        });
        Answers.bind(routes, "GET", ROLES + "permissions/list", this::listPermissions);
        Answers.bind(routes, "PATCH", ROLES + "permissions/update", this::updatePermission);
        Answers.bind(routes, "POST", ROLES + "assign", this::assign);
        Answers.bind(routes, "DELETE", ROLES + "unassign", p -> {
            roles.unassign(p.text("username"), p.number("role_id"));
            return Answers.EMPTY;
        });
        Answers.bind(routes, "GET", ROLES + "users/list", this::holders);
        Answers.bind(routes, "GET", "3.0/mlflow/users/roles/list", this::ofUser);
    }

    private static Response single(RoleStore.Role role) {
        return Answers.of(Map.of("role", Answers.role(role)));
    }

    private Response create(Parameters parameters) {
        String name = named(parameters.text("name"));
        String workspace = parameters.text("workspace");
        if (workspace.isBlank() || workspace.length() > LONGEST_WORKSPACE) {
            throw ApiException.invalid(
                    workspace.isBlank() ? "Workspace cannot be empty." : "Workspace must be at most 63 characters.");
        }
        return single(roles.create(name, workspace, description(parameters)));
    }

    private Response list(Parameters parameters) {
        List<String> workspaces = parameters.all("workspace");
        if (workspaces.stream().anyMatch(String::isBlank)) {
            throw ApiException.invalid("Parameter 'workspace' must be a non-empty string when provided.");
        }
        return Answers.of(Map.of("roles", Answers.list(roles.list(workspaces), Answers::role)));
    }

    private Response update(Parameters parameters) {
        long id = parameters.number("role_id");
        String name = parameters.textOrNull("name");
        String description = description(parameters);
        if (name == null && description == null) {
            throw ApiException.invalid("At least one of 'name' or 'description' must be provided to update a role.");
        }
        return single(roles.update(id, name == null ? null : named(name), description));
    }

    private static String named(String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw ApiException.invalid(
                    name.isBlank() ? "Role name cannot be empty." : "Role name must be at most 255 characters.");
        }
        return name;
    }

    private static @Nullable String description(Parameters parameters) {
        String description = parameters.textOrNull("description");
        if (description != null && description.length() > LONGEST_DESCRIPTION) {
            throw ApiException.invalid("Role description must be at most 1024 characters.");
        }
        return description;
    }

    private Response addPermission(Parameters parameters) {
        long role = parameters.number("role_id");
        ResourceType type = ResourceType.of(parameters.text("resource_type"));
        String pattern = pattern(parameters.text("resource_pattern"));
        Permission permission = Permission.of(parameters.text("permission"));
        return permission(roles.addPermission(role, type, pattern, permission));
    }

    /** @throws ApiException INVALID_PARAMETER_VALUE where it is longer than the database keeps */
    static String pattern(String pattern) {
        if (pattern.isEmpty() || pattern.length() > LONGEST_NAME) {
            throw ApiException.invalid("The id or pattern of a resource has 1 to 255 characters.");
        }
        return pattern;
    }

    private Response listPermissions(Parameters parameters) {
        RoleStore.Role role = roles.get(parameters.number("role_id"));
        return Answers.of(Map.of("role_permissions", Answers.list(role.permissions(), Answers::permission)));
    }

    private Response updatePermission(Parameters parameters) {
        return permission(roles.updatePermission(
                parameters.number("role_permission_id"), Permission.of(parameters.text("permission"))));
    }

    private static Response permission(RoleStore.RolePermission permission) {
        return Answers.of(Map.of("role_permission", Answers.permission(permission)));
    }

    private Response assign(Parameters parameters) {
        RoleStore.Assignment assignment = roles.assign(parameters.text("username"), parameters.number("role_id"));
        return Answers.of(Map.of("assignment", Answers.assignment(assignment)));
    }

    private Response holders(Parameters parameters) {
        return Answers.of(
                Map.of("assignments", Answers.list(roles.holders(parameters.number("role_id")), Answers::assignment)));
    }

    private Response ofUser(Parameters parameters) {
        UserStore.User user = users.get(parameters.text("username"));
        Caller caller = Caller.required();
        List<RoleStore.Role> visible = roles.ofUser(user.id()).stream()
                .filter(role -> user.id() == caller.id() || UserEndpoints.mayAdminister(caller, role))
                .toList();
        return Answers.of(Map.of("roles", Answers.list(visible, Answers::role)));
    }
}
