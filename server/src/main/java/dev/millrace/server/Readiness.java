package dev.millrace.server;

import dev.millrace.api.Json;
import dev.millrace.api.JsonValue;
import dev.millrace.http.Exchange;
import dev.millrace.http.Handler;
import dev.millrace.http.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server can do its work now: asks what it stands on, all at once, and names what does not answer. Anyone may
 * ask, so the answer says no more than a name and a word, and one answer serves all who ask within a second.
 */
final class Readiness implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private static final Duration KEPT = Duration.ofSeconds(1);

    private final List<Part> parts = new ArrayList<>();
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Response answer;
    private long answeredAt;

    /** Something that the server stands on. */
    @FunctionalInterface
    interface Check {
        /** @throws Exception where it does not do its part */
        void run() throws Exception;
    }

    /**
     * @param checks by the names that answers use
     * @param patience how long they may take
     */
    Readiness(Map<String, Check> checks, Duration patience) {
        checks.forEach((name, check) -> parts.add(new Part(name, check)));
        this.patience = patience;
    }

    /** 200 with {@code {"status": "ready", …}}, or 503 with what is not ready. */
    @Override
    public Response handle(Exchange exchange) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Response last = answer;
            if (last == null || System.nanoTime() - answeredAt > KEPT.toNanos()) {
                last = ask();
                answer = last;
                answeredAt = System.nanoTime();
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    private Response ask() throws InterruptedException {
        List<FutureTask<Boolean>> tasks = parts.stream().map(Part::begin).toList();
        long deadline = System.nanoTime() + patience.toNanos();
        var states = new LinkedHashMap<String, JsonValue>();
        boolean ready = true;
        for (int i = 0; i < tasks.size(); i++) {
            String state = parts.get(i).end(tasks.get(i), deadline);
            ready &= state.equals(Part.WELL);
            states.put(parts.get(i).name, new JsonValue.Text(state));
        }
        var body = new LinkedHashMap<String, JsonValue>();
        body.put("status", new JsonValue.Text(ready ? "ready" : "not ready"));
        body.put("checks", new JsonValue.Obj(states));
        return Response.json(ready ? 200 : 503, Json.print(new JsonValue.Obj(body)))
                .withHeader("Cache-Control", "no-store");
    }

    /** A check with its last outcome. It is guarded by the lock of the whole. */
    private static final class Part {
        private static final String WELL = "ok";

        private final String name;
        private final Check check;
        private String state = WELL;

        /** Kept until it ends: a database that hangs is not asked once more by each probe. */
        private @Nullable FutureTask<Boolean> running;

        Part(String name, Check check) {
            this.name = name;
            this.check = check;
        }

        FutureTask<Boolean> begin() {
            FutureTask<Boolean> task = running;
            if (task == null) {
                task = new FutureTask<>(() -> {
                    check.run();
                    return true;
                });
                running = task;
                Thread.ofVirtual().name("ready-" + name).start(task);
            }
            return task;
        }

        String end(FutureTask<Boolean> task, long deadline) throws InterruptedException {
            try {
                task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                running = null;
                become(WELL, null);
            } catch (TimeoutException e) {
                become("no answer", null);
            } catch (ExecutionException e) {
                running = null;
                become("failed", e.getCause());
            }
            return state;
        }

        /** Logs what changes, not what lasts: a probe asks every few seconds. */
        private void become(String next, @Nullable Throwable cause) {
            if (next.equals(state)) {
                return;
            }
            state = next;
            if (next.equals(WELL)) {
                LOG.info("Ready again: {}", name);
            } else {
                LOG.warn("Not ready: {}: {}", name, next, cause);
            }
        }
    }
}
