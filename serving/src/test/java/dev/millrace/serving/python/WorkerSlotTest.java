package dev.millrace.serving.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.http.Metrics;
import dev.millrace.serving.model.InvalidModelException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A place for a worker where none can be started, for reasons that nobody has foreseen. */
@Timeout(30)
class WorkerSlotTest {

    @Test
    void livesOnWhateverGoesWrong() throws Exception {
        var attempts = new CountDownLatch(2);
        try (var pool = new WorkerPool(false, new Metrics())) {
            Thread slot = Thread.startVirtualThread(new WorkerSlot(pool, () -> {
                attempts.countDown();
                throw new StackOverflowError("as a test");
            }));

            assertThat(pool.firstStart())
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(InvalidModelException.class)
                    .withMessageContaining("as a test");
            assertThat(pool.failure()).contains("as a test");
            assertThat(attempts.await(20, TimeUnit.SECONDS)).isTrue();

            slot.interrupt();
            slot.join();
        }
    }
}
