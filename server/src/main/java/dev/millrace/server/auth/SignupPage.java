package dev.millrace.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.http.Change;
import dev.millrace.http.Exchange;
import dev.millrace.http.Percent;
import dev.millrace.http.Response;
import dev.millrace.server.Routes;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The page on which an administrator makes users. Its form carries a token that only this page gives, and only to the one
 * who asks for it, so that no page of another site can send it in their name.
 */
final class SignupPage {
    static final String PAGE = "/signup";
    static final String FORM = "/api/2.0/mlflow/users/create-ui";

    private static final int LARGEST_FORM = 16 << 10;

    private final UserStore users;
    private final FormTokens tokens;

    SignupPage(UserStore users, FormTokens tokens) {
        this.users = users;
        this.tokens = tokens;
    }

    void bind(Routes routes) {
        routes.add("GET", PAGE, exchange -> page(exchange, 200, "")).add("POST", FORM, this::create);
    }

    private Response page(Exchange exchange, int status, String message) {
        return Response.html(status, """
                        <!doctype html>
                        <html lang="en">
                        <meta charset="utf-8">
                        <meta name="viewport" content="width=device-width">
                        <title>Sign up</title>
                        <style>
                          body { font: 16px/1.5 system-ui, sans-serif; max-width: 24rem; margin: 3rem auto; padding: 0 1rem }
                          input { width: 100%%; padding: .5rem; margin-bottom: 1rem; box-sizing: border-box }
                          :root { color-scheme: light dark }
                        </style>
                        <h1>A new user</h1>
                        <p role="status">%s</p>
                        <form action="%s" method="post">
                        <input type="hidden" name="csrf_token" value="%s">
                        <label>Username <input name="username" maxlength="255" autocomplete="off" required></label>
                        <label>Password <input name="password" type="password" minlength="12" autocomplete="new-password" required></label>
                        <input type="submit" value="Sign up">
                        </form>
                        """.formatted(
                                escaped(message), escaped(exchange.prefix() + FORM), tokens.of(Caller.required())))
                .withHeader("Cache-Control", "no-store");
    }

    private Response create(Exchange exchange) throws IOException {
        String type = exchange.header("Content-Type");
        if (type == null || !type.startsWith("application/x-www-form-urlencoded")) {
            return Response.html(400, "Invalid content type. Must be application/x-www-form-urlencoded");
        }
        Map<String, List<String>> form = Percent.parseQuery(new String(exchange.readBody(LARGEST_FORM), UTF_8));
        if (!tokens.isValid(first(form, "csrf_token"), Caller.required())) {
            return Response.html(400, "The form is too old, or not from this page. Open it again.");
        }
        String name = first(form, "username");
        String password = first(form, "password");
        Change.of("username", name);
        if (name.isEmpty() || password.isEmpty()) {
            return Response.html(400, "Username and password cannot be empty.");
        }
        if (users.exists(name)) {
            return page(exchange, 200, "Username has already been taken: " + name);
        }
        users.create(name, password, false);
        return page(exchange, 200, "Successfully signed up user: " + name);
    }

    private static String first(Map<String, List<String>> form, String name) {
        return form.getOrDefault(name, List.of("")).getFirst();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
