package dev.millrace.serving.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.http.Metrics;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.ScoringException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that wait for workers, with the test in the place of the workers. */
@Timeout(30)
class WorkerPoolTest {

    @Test
    void handsARequestOverAndItsAnswerBack() throws Exception {
        try (var pool = new WorkerPool(false, new Metrics())) {
            var answer = CompletableFuture.supplyAsync(() -> ask(pool, request(Duration.ofSeconds(20))));

            pool.take().getFirst().complete(Answer.text(200, "done"));

            assertThat(answer.join().body()).asString().isEqualTo("done");
            assertThat(pool.waiting()).isZero();
        }
    }

    @Test
    void forgetsARequestWhoseTimeIsOverBeforeAWorkerTookIt() {
        try (var pool = new WorkerPool(true, new Metrics())) {
            assertThatThrownBy(() -> pool.ask(request(Duration.ofMillis(20)))).hasMessageContaining("time");

            assertThat(pool.waiting()).isZero();
        }
    }

    @Test
    void forgetsARequestThatIsPutBackWhenItsTimeIsOver() throws Exception {
        try (var pool = new WorkerPool(true, new Metrics())) {
            Pending request = request(Duration.ofMillis(300));
            var answer = CompletableFuture.supplyAsync(() -> ask(pool, request));
            assertThat(pool.take()).containsExactly(request);
            assertThat(answer).failsWithin(Duration.ofSeconds(20));

            pool.addAlone(request);

            assertThat(pool.waiting()).isZero();
        }
    }

    @Test
    void refusesWhatWaitsWhenItCloses() throws Exception {
        var pool = new WorkerPool(true, new Metrics());
        Pending request = request(Duration.ofSeconds(20));
        var answer = CompletableFuture.supplyAsync(() -> ask(pool, request));
        assertThat(pool.take()).containsExactly(request);

        pool.close();
        pool.addAlone(request);

        assertThat(answer)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withRootCauseInstanceOf(ScoringException.class)
                .withMessageContaining("stopping");
    }

    private static Pending request(Duration time) {
        return new Pending(null, new byte[] {1}, System.nanoTime() + time.toNanos());
    }

    private static Answer ask(WorkerPool pool, Pending request) {
        try {
            return pool.ask(request);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
