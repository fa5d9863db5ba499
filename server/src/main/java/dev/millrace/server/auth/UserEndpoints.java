package dev.millrace.server.auth;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.JsonValue;
import dev.millrace.http.Exchange;
import dev.millrace.http.Response;
import dev.millrace.server.Routes;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The operations of {@code mlflow/users} on accounts. */
final class UserEndpoints {
    private static final String USERS = "2.0/mlflow/users/";

    private final UserStore users;
    private final RoleStore roles;
    private final Accounts accounts;
    private final Credentials credentials;

    UserEndpoints(UserStore users, RoleStore roles, Accounts accounts, Credentials credentials) {
        this.users = users;
        this.roles = roles;
        this.accounts = accounts;
        this.credentials = credentials;
    }

    void bind(Routes routes) {
        for (String path : Answers.twins(USERS + "create")) {
            routes.add("POST", path, this::create);
        }
        for (String path : Answers.twins(USERS + "update-password")) {
            routes.add("PATCH", path, this::setPassword);
        }
        Answers.bind(routes, "GET", USERS + "get", p -> single(users.get(p.text("username"))));
        Answers.bind(routes, "GET", USERS + "list", p -> list());
        Answers.bind(routes, "GET", USERS + "current", p -> current());
        Answers.bind(routes, "PATCH", USERS + "update-admin", this::setAdmin);
        Answers.bind(routes, "DELETE", USERS + "delete", this::delete);
    }

    private Response create(Exchange exchange) throws IOException {
        if (!Parameters.isJson(exchange)) {
            return Response.html(400, "Invalid content type. Must be application/json");
        }
        Parameters parameters = Parameters.of(exchange);
        String name = parameters.text("username");
        String password = parameters.text("password");
        if (name.isEmpty() || password.isEmpty()) {
            return Response.html(400, "Username and password cannot be empty.");
        }
        return single(users.create(name, password, false));
    }

    private static Response single(UserStore.User user) {
        return Answers.of(Map.of("user", Answers.user(user)));
    }

    /** Everyone may see who there is; roles of others are for administrators. */
    private Response list() {
        Caller caller = Caller.required();
        Map<Long, List<RoleStore.Role>> byUser = roles.byUser();
        return Answers.of(Map.of("users", Answers.list(users.list(), user -> {
            List<RoleStore.Role> visible = byUser.getOrDefault(user.id(), List.of()).stream()
                    .filter(role -> user.id() == caller.id() || mayAdminister(caller, role))
                    .toList();
            return Answers.object(Map.of(
                    "id", Answers.number(user.id()),
                    "username", Answers.text(user.name()),
                    "is_admin", new JsonValue.Bool(user.admin()),
                    "roles", Answers.list(visible, Answers::role)));
        })));
    }

    /** Whether a caller sees a role that is not their own. */
    static boolean mayAdminister(Caller caller, RoleStore.Role role) {
        return caller.admin()
                || (caller.grants().ofWorkspaceAdmin() && role.workspace().equals(GrantStore.WORKSPACE));
    }

    private Response current() {
        Caller caller = Caller.required();
        return Answers.of(Map.of(
                "user",
                Answers.user(new UserStore.User(caller.id(), caller.name(), caller.admin())),
                "is_basic_auth",
                new JsonValue.Bool(true)));
    }

    /** Whoever changes their own password says the old one, so that an open browser is not enough. */
    private Response setPassword(Exchange exchange) throws IOException, InterruptedException {
        Parameters parameters = Parameters.of(exchange);
        String name = parameters.text("username");
        String password = parameters.text("password");
        if (Caller.required().name().equals(name)) {
            String present = parameters.textOrNull("current_password");
            if (present == null || present.isEmpty()) {
                throw ApiException.invalid("Current password is required when changing your own password.");
            }
            // As a login, so that guesses here are slowed together with those, and cannot hold up the logins of others.
            switch (credentials.check(name, present, exchange.remoteAddress())) {
                case Credentials.Known _ -> {}
                case Credentials.Wrong _ -> throw ApiException.invalid("Current password does not match.");
                case Credentials.TooMany _ -> {
                    return Refusals.tooManyAttempts();
                }
            }
            if (password.equals(present)) {
                throw ApiException.invalid("New password must differ from the current password.");
            }
        }
        users.setPassword(name, password);
        accounts.changed();
        return Answers.EMPTY;
    }

    private Response setAdmin(Parameters parameters) {
        users.setAdmin(parameters.text("username"), parameters.flag("is_admin"));
        accounts.changed();
        return Answers.EMPTY;
    }

    private Response delete(Parameters parameters) {
        String name = parameters.text("username");
        if (Caller.required().name().equals(name)) {
            throw new ApiException(
                    ErrorCode.BAD_REQUEST,
                    "Users cannot delete their own account. Ask another admin to delete this user instead.");
        }
        users.delete(name);
        accounts.changed();
        return Answers.EMPTY;
    }
}
