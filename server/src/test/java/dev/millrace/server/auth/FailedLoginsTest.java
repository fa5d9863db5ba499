package dev.millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
    private final AtomicLong now = new AtomicLong(-5_000_000_000L);
    private final FailedLogins failures = new FailedLogins(now::get);

    /** Attempts that are made at the same moment as far as they are let. */
    private int attempts(String user, String address, int count) {
        int let = 0;
        for (int i = 0; i < count; i++) {
            let += failures.turn(user, address) < 0 ? 0 : 1;
        }
        return let;
    }

    /** Attempts of one who waits for each. */
    private void fail(String user, int times) {
        for (int i = 0; i < times; i++) {
            long wait = failures.turn(user, "10.0.0.1");
            now.addAndGet(wait < 0 ? Duration.ofSeconds(10).toNanos() : wait);
        }
    }

    @Test
    void theFirstAttemptsAreFree() {
        fail("bob", 4);

        assertThat(failures.turn("bob", "10.0.0.1")).isZero();
    }

    @Test
    void thenTheDelayDoubles() {
        fail("bob", 5);
        assertThat(millis(failures.turn("bob", "10.0.0.1"))).isEqualTo(200);
        now.addAndGet(Duration.ofMillis(200).toNanos());
        assertThat(millis(failures.turn("bob", "10.0.0.1"))).isEqualTo(400);
        attempts("bob", "10.0.0.1", 5);
        assertThat(failures.turn("bob", "10.0.0.1")).isNegative();
    }

    @Test
    void attemptsAtTheSameTimeCountFromTheirBeginning() {
        // Five at once, then after 0.2, 0.6, 1.4 and 3.0 seconds.
        assertThat(attempts("bob", "10.0.0.1", 1000)).isEqualTo(9);
    }

    @Test
    void toAskWhetherAnAttemptIsRefusedIsNone() {
        for (int i = 0; i < 100; i++) {
            assertThat(failures.refuses("bob", "10.0.0.1")).isFalse();
        }
        assertThat(failures.turn("bob", "10.0.0.1")).isZero();

        attempts("bob", "10.0.0.1", 20);

        assertThat(failures.refuses("bob", "10.0.0.1")).isTrue();
        assertThat(failures.refuses("alice", "10.0.0.1")).isFalse();
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
            failures.turn("user" + i, "10.0.0.1");
        }

        assertThat(millis(failures.turn("another", "10.0.0.1"))).isEqualTo(200);
    }

    @Test
    void usersWhoGetItRightUseUpNothing() {
        for (int i = 0; i < 200; i++) {
            assertThat(failures.turn("user" + i, "10.0.0.1")).isZero();
            failures.succeeded("user" + i, "10.0.0.1");
        }
    }

    @Test
    void theAddressesOfOneNetworkOfIpv6AreOne() {
        attempts("bob", "2001:db8::1", 5);

        assertThat(millis(failures.turn("bob", "[2001:db8:0:0:ffff::2]"))).isEqualTo(200);
        assertThat(failures.turn("bob", "2001:db8:0:1::1")).isZero();
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
