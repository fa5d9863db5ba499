package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
    private final AtomicLong now = new AtomicLong(-5_000_000_000L);
    private final FailedLogins failures = new FailedLogins(now::get);

    private void fail(String user, int times) {
        for (int i = 0; i < times; i++) {
            failures.failed(user, "10.0.0.1");
        }
    }

    @Test
    void theFirstFailuresAreFree() {
        fail("bob", 4);

        assertThat(failures.turn("bob", "10.0.0.1")).isZero();
    }

    @Test
    void thenTheDelayDoubles() {
        fail("bob", 5);
        assertThat(millis(failures.turn("bob", "10.0.0.1"))).isEqualTo(200);
        fail("bob", 1);
        assertThat(millis(failures.turn("bob", "10.0.0.1"))).isGreaterThanOrEqualTo(400);
        fail("bob", 10);
        assertThat(failures.turn("bob", "10.0.0.1")).isNegative();
    }

    @Test
    void attemptsAtTheSameTimeTakeTurns() {
        fail("bob", 6);

        long first = failures.turn("bob", "10.0.0.1");
        long second = failures.turn("bob", "10.0.0.1");

        assertThat(millis(second - first)).isEqualTo(400);
    }

    @Test
    void othersAreNotHeldBack() {
        fail("bob", 20);

        assertThat(failures.turn("alice", "10.0.0.1")).isZero();
        assertThat(failures.turn("bob", "10.0.0.2")).isZero();
    }

    @Test
    void manyNamesFromOneAddressAreHeldBackTogether() {
        for (int i = 0; i < 50; i++) {
            failures.failed("user" + i, "10.0.0.1");
        }

        assertThat(millis(failures.turn("another", "10.0.0.1"))).isEqualTo(200);
    }

    @Test
    void aSuccessAndTimeForgive() {
        fail("bob", 20);
        failures.succeeded("bob", "10.0.0.1");
        assertThat(failures.turn("bob", "10.0.0.1")).isZero();

        fail("bob", 20);
        now.addAndGet(Duration.ofMinutes(16).toNanos());
        assertThat(failures.turn("bob", "10.0.0.1")).isZero();
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
