package dev.millrace.server.auth;

import dev.millrace.http.Response;

/** The answers to those who may not, in MLflow's words. */
final class Refusals {
    private static final long RETRY_SECONDS = 10;
    private static final String UNKNOWN = "You are not authenticated. Please see"
            + " https://www.mlflow.org/docs/latest/auth/index.html#authenticating-to-mlflow on how to authenticate.";

    private Refusals() {}

    /** To a caller who has not said who they are, or not proven it. */
    static Response unknown() {
        return Response.html(401, UNKNOWN).withHeader("WWW-Authenticate", "Basic realm=\"mlflow\"");
    }

    /** To a caller who is known and lacks a permission. */
    static Response forbidden() {
        return Response.html(403, "Permission denied");
    }

    /** To a caller who guesses too fast. */
    static Response tooManyAttempts() {
        return Response.html(429, "Too many failed logins. Try again later.")
                .withHeader("Retry-After", Long.toString(RETRY_SECONDS));
    }
}
