package dev.millrace.environments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(40)
class CommandTest {
    /** Tells its process id, and ends by itself only long after the test. */
    private static final String ENDLESS = "echo $$; exec sleep 300";

    @TempDir
    private Path folder;

    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(100);

    private Command shell(String script) {
        return new Command(List.of("sh", "-c", script), folder, Map.of("PATH", "/usr/bin:/bin", "A", "1"));
    }

    @Test
    void passesOnWhatTheToolSaysAndItsCode() {
        assertThat(shell("echo one $A; echo two >&2; exit 3").run(lines::add)).isEqualTo(3);
        assertThat(lines).containsExactly("one 1", "two");
    }

    @Test
    void endsTheToolWhenItIsInterrupted() throws Exception {
        var failure = new AtomicReference<Throwable>();
        Thread caller = Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, thrown) -> failure.set(thrown))
                .start(() -> shell(ENDLESS).run(lines::add));
        Optional<ProcessHandle> tool = tool();

        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
        assertThat(failure.get()).isInstanceOf(EnvironmentException.class).hasMessageContaining("interrupted");
        awaitEnd(tool);
    }

    @Test
    void endsTheToolWhenItsTimeIsOver() throws Exception {
        assertThatExceptionOfType(EnvironmentException.class)
                .isThrownBy(() -> shell(ENDLESS).run(lines::add, Duration.ofSeconds(1)))
                .withMessageContaining("did not end within 1 s");
        awaitEnd(tool());
    }

    @Test
    void doesNotWaitForWhatTheToolLeavesBehind() throws Exception {
        var code = CompletableFuture.supplyAsync(
                () -> shell("sleep 300 & echo $!; sleep 0.5; exit 5").run(lines::add), Thread::startVirtualThread);
        Optional<ProcessHandle> left = tool();
        try {
            assertThat(code).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(5);
        } finally {
            left.ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** The process whose id the tool told; empty where it has ended. */
    private Optional<ProcessHandle> tool() throws InterruptedException {
        String id = lines.poll(20, TimeUnit.SECONDS);
        assertThat(id).isNotNull();
        return ProcessHandle.of(Long.parseLong(String.valueOf(id)));
    }

    private static void awaitEnd(Optional<ProcessHandle> tool) throws Exception {
        if (tool.isPresent()) {
            tool.get().onExit().get(20, TimeUnit.SECONDS);
        }
    }
}
