package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final Metrics metrics = new Metrics();
    private long now = -5;
    private @Nullable String user;

    @Test
    void takesABurstAndThenTheRate() throws Exception {
        RateLimit limit = limit(2, 4);

        assertThat(passing(limit, "192.0.2.1", 10)).isEqualTo(4);
        now += SECOND / 2;
        assertThat(passing(limit, "192.0.2.1", 10)).isEqualTo(1);
        now += 60 * SECOND;
        assertThat(passing(limit, "192.0.2.1", 10)).isEqualTo(4);
        assertThat(metrics.print()).contains("millrace_rate_limited_total 21");
    }

    @Test
    void saysWhenToComeAgain() throws Exception {
        RateLimit limit = limit(1, 1);
        send(limit, "/runs", "192.0.2.1");

        Response refusal = send(limit, "/runs", "192.0.2.1");

        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.headers()).containsEntry("Retry-After", "1");
        assertThat(TestExchange.bodyOf(refusal))
                .isEqualTo(
                        "{\"error_code\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"Too many requests: this server takes 1 a"
                                + " second of each client, and 1 at once. Try again later.\"}");
        now += SECOND;
        assertThat(send(limit, "/runs", "192.0.2.1").status()).isEqualTo(200);
    }

    @Test
    void tellsClientsApartByUserAndElseByNetwork() throws Exception {
        RateLimit limit = limit(1, 3);

        assertThat(passing(limit, "192.0.2.1", 9)).isEqualTo(3);
        assertThat(passing(limit, "192.0.2.2", 9)).isEqualTo(3);
        assertThat(passing(limit, "2001:db8::1", 9)).isEqualTo(3);
        assertThat(passing(limit, "2001:db8::2", 9)).as("one network").isZero();
        assertThat(passing(limit, "2001:db8:0:1::1", 9)).isEqualTo(3);
        user = "alice";
        assertThat(passing(limit, "192.0.2.1", 9)).isEqualTo(3);
        assertThat(passing(limit, "192.0.2.3", 9)).as("the same user elsewhere").isZero();
        user = "192.0.2.4";
        assertThat(passing(limit, "192.0.2.1", 9)).isEqualTo(3);
        user = null;
        assertThat(passing(limit, "192.0.2.4", 9)).isEqualTo(3);
    }

    @Test
    void probesAreAlwaysAnswered() throws Exception {
        RateLimit limit = limit(1, 1);
        passing(limit, "192.0.2.1", 2);

        for (String probe : new String[] {"/health", "/ready", "/version"}) {
            assertThat(send(limit, probe, "192.0.2.1").status()).as(probe).isEqualTo(200);
        }
        assertThat(send(limit, "/metrics", "192.0.2.1").status()).isEqualTo(429);
    }

    /** What is remembered of the many is bounded: who has been away the longest begins anew. */
    @Test
    void forgetsTheEldestOfVeryMany() throws Exception {
        RateLimit limit = limit(1, 1);
        send(limit, "/runs", "192.0.2.1");
        for (int i = 0; i < 19_999; i++) {
            send(limit, "/runs", "10.0.%d.%d".formatted(i / 256, i % 256));
        }
        assertThat(send(limit, "/runs", "192.0.2.1").status()).isEqualTo(429);

        for (int i = 0; i < 20_000; i++) {
            send(limit, "/runs", "10.1.%d.%d".formatted(i / 256, i % 256));
        }

        assertThat(send(limit, "/runs", "192.0.2.1").status()).isEqualTo(200);
    }

    private RateLimit limit(int perSecond, int burst) {
        return new RateLimit(new RateLimitConfig(perSecond, burst), () -> user, metrics, () -> now);
    }

    private int passing(RateLimit limit, String address, int requests) throws Exception {
        int passing = 0;
        for (int i = 0; i < requests; i++) {
            passing += send(limit, "/runs", address).status() == 200 ? 1 : 0;
        }
        return passing;
    }

    private static Response send(RateLimit limit, String path, String address) throws Exception {
        var from = new ForwardingExchange(new TestExchange("GET", path)) {
            @Override
            public String remoteAddress() {
                return address;
            }
        };
        return limit.filter(from, exchange -> Response.empty(200));
    }
}
