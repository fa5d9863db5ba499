package dev.millrace.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.http.Exchange;
import dev.millrace.http.Filter;
import dev.millrace.http.Handler;
import dev.millrace.http.Percent;
import dev.millrace.http.Response;
import java.util.Base64;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls, by HTTP's Basic authentication, and lets nobody else pass. The few open paths are only passed on
 * here; {@link AccessGuard} still holds their routes to their rules.
 */
final class Authentication implements Filter {
    private final Credentials credentials;
    private final Predicate<String> open;

    /** @param open the decoded paths that are answered to everyone */
    Authentication(Credentials credentials, Predicate<String> open) {
        this.credentials = credentials;
        this.open = open;
    }

    @Override
    public Response filter(Exchange exchange, Handler next) throws Exception {
        if (open.test(Percent.decode(exchange.path()))) {
            return next.handle(exchange);
        }
        Login login = Login.of(exchange.header("Authorization"));
        if (login == null) {
            return Refusals.unknown();
        }
        return switch (credentials.check(login.name(), login.password(), exchange.remoteAddress())) {
            case Credentials.Known(Account account) ->
                account.caller().call(() -> account.visibility().call(() -> next.handle(exchange)));
            case Credentials.Wrong() -> Refusals.unknown();
            case Credentials.TooMany() -> Refusals.tooManyAttempts();
        };
    }

    /** What stands in the header {@code Authorization: Basic …}. */
    private record Login(String name, String password) {
        /** Null where the header is missing, of another kind or malformed. */
        static @Nullable Login of(@Nullable String header) {
            if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
                return null;
            }
            try {
                String text = new String(
                        Base64.getDecoder().decode(header.substring(6).strip()), UTF_8);
                int colon = text.indexOf(':');
                return colon < 0 ? null : new Login(text.substring(0, colon), text.substring(colon + 1));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        /** Passwords stay out of logs and messages. */
        @Override
        public String toString() {
            return "Login[" + name + "]";
        }
    }
}
