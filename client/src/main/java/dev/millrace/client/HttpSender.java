package dev.millrace.client;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Sends requests until they are answered: a busy or broken server is asked again, as MLflow's own clients do. */
final class HttpSender implements Transport {
    private static final Set<Integer> WORTH_ANOTHER_TRY = Set.of(408, 429, 500, 502, 503, 504);
    private static final int ERROR_LIMIT = 64 * 1024;

    /** The variables that a login comes from. */
    private static final String LOGIN =
            "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN";

    private final ClientConfig config;
    private final Connection connection;
    private final Consumer<String> listener;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean reached;

    HttpSender(ClientConfig config) {
        // Not a constant: most commands are answered at once and need no logger.
        this(config, line -> LoggerFactory.getLogger(HttpSender.class).warn(line));
    }

    /** @param listener gets a line where the caller has to wait for a server that cannot be reached or is busy */
    HttpSender(ClientConfig config, Consumer<String> listener) {
        this.config = config;
        this.connection = new Connection(config);
        this.listener = listener;
    }

    @Override
    public InputStream send(String method, String pathAndQuery, @Nullable Payload payload) {
        URI uri = URI.create(config.server() + pathAndQuery);
        long start = System.nanoTime();
        for (int tries = 0; ; tries++) {
            boolean last = tries >= config.retries();
            Duration pause = pause(tries);
            Duration left = patience(tries);
            String trouble;
            try {
                Connection.Reply reply = connection.send(method, uri, payload);
                reached = true;
                if (reply.status() < 300) {
                    told.set(false);
                    return reply.body();
                }
                if (last || !WORTH_ANOTHER_TRY.contains(reply.status())) {
                    throw error(reply);
                }
                reply.body().close();
                pause = askedPause(reply.retryAfter(), pause);
                trouble = "answered with status " + reply.status();
            } catch (IOException e) {
                boolean arrived = !Unreachable.isSaidBy(e);
                trouble = "cannot be reached (" + Unreachable.reason(e) + ")";
                Duration patience = config.firstPatience();
                if (!arrived && !reached && patience != null) {
                    Duration rest = patience.minusNanos(System.nanoTime() - start);
                    last |= !rest.isPositive();
                    left = least(left, rest);
                    pause = least(pause, rest);
                }
                // A request that may have arrived is repeated only where that changes nothing.
                if (last || (arrived && method.equals("POST"))) {
                    throw new ApiException(
                            ErrorCode.TEMPORARILY_UNAVAILABLE,
                            "The server at " + config.server() + " cannot be reached: " + Unreachable.reason(e),
                            e);
                }
            }
            if (pause.isPositive()) {
                tell(trouble, left);
            }
            sleep(pause);
        }
    }

    /** Once for each time that the server is away. */
    private void tell(String trouble, Duration left) {
        if (told.compareAndSet(false, true)) {
            listener.accept("The server at " + config.server() + " " + trouble + "; trying again for up to "
                    + Math.max(1, Math.ceilDiv(left.toMillis(), 1000L)) + " s");
        }
    }

    /** The pauses that are left after so many tries, at their longest. */
    private Duration patience(int tries) {
        double seconds = 0;
        for (int later = Math.max(1, tries); later < config.retries(); later++) {
            double pause = config.backoffFactor() * Math.pow(2, later - 1) + 1;
            seconds += Math.min(pause, ClientConfig.LONGEST_PAUSE.toSeconds());
        }
        return Duration.ofMillis((long) (seconds * 1000));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** None before the first repetition; then the factor, doubled each time, with up to a second by chance. */
    private Duration pause(int tries) {
        if (tries == 0) {
            return Duration.ZERO;
        }
        double seconds = config.backoffFactor() * Math.pow(2, tries - 1)
                + ThreadLocalRandom.current().nextDouble();
        return seconds > ClientConfig.LONGEST_PAUSE.toSeconds()
                ? ClientConfig.LONGEST_PAUSE
                : Duration.ofMillis((long) (seconds * 1000));
    }

    private static Duration askedPause(@Nullable String retryAfter, Duration otherwise) {
        if (retryAfter == null || !retryAfter.strip().matches("\\d{1,4}")) {
            return otherwise;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
        return asked.compareTo(ClientConfig.LONGEST_PAUSE) > 0 ? ClientConfig.LONGEST_PAUSE : asked;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ErrorCode.TEMPORARILY_UNAVAILABLE, "Interrupted while waiting for the server.", e);
        }
    }

    private ApiException error(Connection.Reply reply) throws IOException {
        byte[] body;
        try (InputStream stream = reply.body()) {
            body = stream.readNBytes(ERROR_LIMIT);
        }
        String text = new String(body, StandardCharsets.UTF_8).strip();
        try {
            if (Json.parse(body) instanceof JsonValue.Obj(var members)
                    && members.get("error_code") instanceof JsonValue.Text(String code)) {
                String message = members.get("message") instanceof JsonValue.Text(String said) ? said : text;
                return new ApiException(codeOf(code, reply.status()), message);
            }
        } catch (ApiException notJson) {
            // Told below by its status: what answers is no tracking server, or something before it.
        }
        String said = text.isEmpty() || text.startsWith("<") ? "" : ": " + text;
        return new ApiException(
                codeOf("", reply.status()), "The server at " + config.server() + " " + refusal(reply.status(), said));
    }

    /** An answer that is none of MLflow's API, and where to look for the cause; in one line, of which commands show one. */
    private String refusal(int status, String said) {
        String answered = "answered with status " + status;
        return switch (status) {
            case 401 ->
                config.authorization() == null
                        ? "wants a login: set " + LOGIN
                        : "does not take the login that was sent: look at " + LOGIN;
            case 403 -> answered + said + " (who asks is told by " + LOGIN + ")";
            case 404 ->
                answered
                        + ": this seems to be no MLflow server, or one too old for this; is the address right, with its path if it has one?";
            default -> answered + said;
        };
    }

    private static ErrorCode codeOf(String name, int status) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.name().equals(name))
                .findFirst()
                .orElseGet(() -> byStatus(status));
    }

    private static ErrorCode byStatus(int status) {
        return switch (status) {
            case 401 -> ErrorCode.UNAUTHENTICATED;
            case 403 -> ErrorCode.PERMISSION_DENIED;
            case 404 -> ErrorCode.NOT_FOUND;
            case 429 -> ErrorCode.REQUEST_LIMIT_EXCEEDED;
            case 501 -> ErrorCode.NOT_IMPLEMENTED;
            case 502, 503, 504 -> ErrorCode.TEMPORARILY_UNAVAILABLE;
            default -> status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL_ERROR;
        };
    }
}
