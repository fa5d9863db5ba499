package dev.millrace.server.auth;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.http.Response;
import dev.millrace.server.Routes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The answers about users and roles, as MLflow prints them: all members, in alphabetical order. */
final class Answers {
    static final Response EMPTY = of(Map.of());

    private Answers() {}

    /** What a route of users and roles does with a request. */
    @FunctionalInterface
    interface Operation {
        Response run(Parameters parameters) throws InterruptedException;
    }

    /** Binds a route under {@code /api} and its twin. */
    static void bind(Routes routes, String method, String path, Operation operation) {
        for (String twin : twins(path)) {
            routes.add(method, twin, exchange -> operation.run(Parameters.of(exchange)));
        }
    }

    /** A path such as {@code 2.0/mlflow/users/get} under {@code /api} and {@code /ajax-api}. */
    static List<String> twins(String path) {
        return List.of("/api/" + path, "/ajax-api/" + path);
    }

    static Response of(Map<String, JsonValue> members) {
        return Response.json(Json.print(object(members)));
    }

    static JsonValue object(Map<String, JsonValue> members) {
        return new JsonValue.Obj(new TreeMap<>(members));
    }

    static <T> JsonValue list(List<T> items, Function<T, JsonValue> print) {
        return new JsonValue.Arr(items.stream().map(print).toList());
    }

    static JsonValue text(@Nullable String value) {
        return value == null ? new JsonValue.Null() : new JsonValue.Text(value);
    }

    static JsonValue number(long value) {
        return new JsonValue.Num(Long.toString(value));
    }

    static JsonValue user(UserStore.User user) {
        return object(Map.of(
                "id", number(user.id()), "username", text(user.name()), "is_admin", new JsonValue.Bool(user.admin())));
    }

    static JsonValue role(RoleStore.Role role) {
        return object(Map.of(
                "id", number(role.id()),
                "name", text(role.name()),
                "workspace", text(role.workspace()),
                "description", text(role.description()),
                "permissions", list(role.permissions(), Answers::permission)));
    }

    static JsonValue permission(RoleStore.RolePermission permission) {
        return object(Map.of(
                "id", number(permission.id()),
                "role_id", number(permission.roleId()),
                "resource_type", text(permission.type()),
                "resource_pattern", text(permission.pattern()),
                "permission", text(permission.permission())));
    }

    static JsonValue assignment(RoleStore.Assignment assignment) {
        return object(Map.of(
                "id", number(assignment.id()),
                "user_id", number(assignment.userId()),
                "role_id", number(assignment.roleId())));
    }
}
