package dev.millrace.http;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes so many requests a second from each client and answers those beyond with 429: a bucket of tokens for each user, or
 * for each address where no user is known, which holds a burst and is filled at the rate. Probes are always answered. What
 * is remembered is bounded; who was away the longest is forgotten first, and begins with a full bucket again.
 */
public final class RateLimit implements Filter {

    private static final int REMEMBERED = 20_000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RateLimitConfig config;
    private final Supplier<@Nullable String> user;
    private final LongSupplier nanoTime;
    private final LongAdder refused;
    private final ProbePaths probes = new ProbePaths("");

    /** The time that one token takes, and that all which a bucket holds take, in nanoseconds. */
    private final long token;

    private final long full;

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** What is left of a client's burst, by the moment at which all of it will be there again. */
    private static final class Bucket {
        long fullAt;

        Bucket(long fullAt) {
            this.fullAt = fullAt;
        }
    }

    /**
     * To stand behind whatever finds out who calls, and behind {@link StaticPrefix}.
     *
     * @param user who sends the present request; null where that is not known
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    public RateLimit(RateLimitConfig config, Supplier<@Nullable String> user, Metrics metrics, LongSupplier nanoTime) {
        this.config = config;
        this.user = user;
        this.nanoTime = nanoTime;
        this.refused = metrics.counter("millrace_rate_limited_total", "Requests refused by the rate limit");
        this.token = SECOND / config.perSecond();
        this.full = token * config.burst();
    }

    @Override
    public Response filter(Exchange exchange, Handler next) throws Exception {
        if (probes.contain(exchange.path())) {
            return next.handle(exchange);
        }
        String name = user.get();
        // No address has a space, and no user can take another's bucket by a name.
        long wait = take(name == null ? ClientNetwork.of(exchange.remoteAddress()) : "user " + name);
        return wait == 0 ? next.handle(exchange) : refusal(wait);
    }

    /** Takes a token; where there is none, says how long that lasts, in nanoseconds. */
    private synchronized long take(String client) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(client, fresh -> new Bucket(now));
        long missing = Math.max(0, bucket.fullAt - now) + token;
        if (missing > full) {
            return missing - full;
        }
        bucket.fullAt = now + missing;
        return 0;
    }

    private Response refusal(long wait) {
        refused.increment();
        var error = new ApiException(
                ErrorCode.REQUEST_LIMIT_EXCEEDED,
                "Too many requests: this server takes %d a second of each client, and %d at once. Try again later."
                        .formatted(config.perSecond(), config.burst()));
        return Response.json(error.code().status(), error.toJson())
                .withHeader("Retry-After", Long.toString(Math.max(1, Math.ceilDiv(wait, SECOND))));
    }
}
