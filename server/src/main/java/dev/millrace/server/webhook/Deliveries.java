package dev.millrace.server.webhook;

import dev.millrace.api.ApiException;
import dev.millrace.server.registry.RegistryEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to webhooks, each once: the server that has answered the request sends them, off the request's way. Both
 * the events that wait and the deliveries that wait are bounded; what does not fit is lost, and the log says so.
 */
final class Deliveries implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    private static final int WAITING_EVENTS = 10_000;
    private static final int WAITING_DELIVERIES = 1000;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final WebhookStore store;
    private final Sender sender;
    private final ThreadPoolExecutor events = threads("webhook-events", 1, WAITING_EVENTS);
    private final ThreadPoolExecutor deliveries;

    Deliveries(WebhookStore store, Sender sender, int workers) {
        this.store = store;
        this.sender = sender;
        this.deliveries = threads("webhook-delivery", workers, WAITING_DELIVERIES);
    }

    /** Takes an event and returns at once. */
    void tell(RegistryEvent event) {
        try {
            events.execute(() -> spread(event));
        } catch (RejectedExecutionException e) {
            log.error("The event {} of {} reaches no webhook: too many wait before it", event.kind(), event.name());
        }
    }

    private void spread(RegistryEvent event) {
        try {
            Boolean known = event.prompt();
            boolean prompt = known == null ? store.isPrompt(event.name()) : known;
            Topic topic = Topic.of(event.kind(), prompt);
            if (topic != null) {
                for (WebhookStore.Target target : store.subscribers(topic)) {
                    deliver(target, topic, event);
                }
            }
        } catch (RuntimeException e) {
            log.error("The event {} of {} reaches no webhook", event.kind(), event.name(), e);
        }
    }

    private void deliver(WebhookStore.Target target, Topic topic, RegistryEvent event) {
        try {
            deliveries.execute(() -> send(target, topic, event));
        } catch (RejectedExecutionException e) {
            log.error("{} is not told of {} of {}: too many deliveries wait", target, topic, event.name());
        }
    }

    /** What is logged has neither the secret nor the address, of which a part may be secret. */
    private void send(WebhookStore.Target target, Topic topic, RegistryEvent event) {
        try {
            Post.Answer answer = sender.send(target, topic, event.data());
            if (answer.status() >= 300) {
                log.error("{} was told of {} of {} and answered {}", target, topic, event.name(), answer.status());
            }
        } catch (IOException e) {
            log.error("{} could not be told of {} of {}: {}", target, topic, event.name(), e.toString());
        } catch (ApiException e) {
            log.error("{} is not told of {} of {}: {}", target, topic, event.name(), e.message());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.error("{} is not told of {} of {}: the server stops", target, topic, event.name());
        } catch (RuntimeException e) {
            log.error("{} could not be told of {} of {}", target, topic, event.name(), e);
        }
    }

    /** Lets deliveries under way and those that wait go on for a short while, then gives them up. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + GRACE.toNanos();
        try {
            events.shutdown();
            boolean spread = events.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            deliveries.shutdown();
            boolean sent = deliveries.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!spread || !sent) {
                int left =
                        events.shutdownNow().size() + deliveries.shutdownNow().size();
                log.error("The server stops with webhooks under way; {} more waited and are lost", left);
            }
        } catch (InterruptedException e) {
            events.shutdownNow();
            deliveries.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Threads that are there only while there is something to do. */
    private static ThreadPoolExecutor threads(String name, int count, int waiting) {
        var threads = new ThreadPoolExecutor(
                count,
                count,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                Thread.ofVirtual().name(name).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
