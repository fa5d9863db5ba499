package dev.millrace.server.webhook;

import dev.millrace.api.ApiException;
import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/** Sends one piece of news to one webhook: signed, with attempts until it is taken, or there have been enough. */
final class Sender {
    private static final Set<Integer> TRIED_AGAIN = Set.of(429, 500, 502, 503, 504);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");

    private final WebhookStore store;
    private final WebhookConfig config;
    private final Clock clock;

    /** Held while there is something to send, and not in pauses: a receiver that asks for one holds nobody up. */
    private final Semaphore attempts;

    Sender(WebhookStore store, WebhookConfig config, Clock clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.attempts = new Semaphore(config.workers(), true);
    }

    /**
     * Sends until there is an answer that does not ask for another attempt, or attempts have run out.
     *
     * @return the last answer, whatever its status
     * @throws IOException where the last attempt had no answer
     * @throws ApiException where the webhook's address is one that nothing may be sent to, or its secret cannot be read
     * @throws InterruptedException where the server stops meanwhile
     */
    Post.Answer send(WebhookStore.Target target, Topic topic, JsonValue data) throws IOException, InterruptedException {
        String body = body(topic, data);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = headers(target, body);
        for (int retries = 0; ; retries++) {
            Duration pause;
            try {
                Post.Answer answer = attempt(target, headers, bytes);
                if (!TRIED_AGAIN.contains(answer.status()) || retries >= config.retries()) {
                    return answer;
                }
                pause = pause(retries, answer);
            } catch (IOException e) {
                if (retries >= config.retries()) {
                    throw e;
                }
                pause = pause(retries);
            }
            Thread.sleep(pause);
        }
    }

    private Post.Answer attempt(WebhookStore.Target target, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        attempts.acquire();
        try {
            // Looked up and checked each time: what a name leads to may have changed.
            return Post.send(Destination.of(target.url(), config), headers, body, config.timeout());
        } finally {
            attempts.release();
        }
    }

    private String body(Topic topic, JsonValue data) {
        Map<String, JsonValue> body = new LinkedHashMap<>();
        body.put("entity", new JsonValue.Text(topic.entityName()));
        body.put("action", new JsonValue.Text(topic.actionName()));
        body.put(
                "timestamp",
                new JsonValue.Text(clock.instant().atOffset(ZoneOffset.UTC).format(TIMESTAMP)));
        body.put("data", data);
        return new String(Json.print(new JsonValue.Obj(body)), StandardCharsets.UTF_8);
    }

    private Map<String, String> headers(WebhookStore.Target target, String body) {
        String delivery = UUID.randomUUID().toString();
        String time = String.valueOf(clock.instant().getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-MLflow-Delivery-Id", delivery);
        headers.put("X-MLflow-Timestamp", time);
        String secret = store.secret(target);
        if (secret != null) {
            headers.put("X-MLflow-Signature", Signature.of(secret, delivery, time, body));
        }
        return headers;
    }

    /** None before the first retry, then the configured one, doubled each time, with up to half of it by chance. */
    private Duration pause(int retries) {
        if (retries == 0) {
            return Duration.ZERO;
        }
        Duration pause = config.pause().multipliedBy(1L << Math.min(retries - 1, 16));
        long most = Math.min(pause.toMillis(), LONGEST_PAUSE.toMillis());
        return Duration.ofMillis(most + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    /** What the receiver asks for wins, up to a minute. */
    private Duration pause(int retries, Post.Answer answer) {
        String asked = answer.headers().get("retry-after");
        if (asked == null) {
            return pause(retries);
        }
        Duration wait;
        try {
            wait = asked.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(asked))
                    : Duration.between(
                            clock.instant(),
                            Instant.from(ZonedDateTime.parse(asked, DateTimeFormatter.RFC_1123_DATE_TIME)));
        } catch (DateTimeException e) {
            return pause(retries);
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
    }
}
