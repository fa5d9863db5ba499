package dev.millrace.server.webhook;

import dev.millrace.api.ApiException;
import dev.millrace.server.registry.RegistryEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to webhooks, each once: the server that has answered the request sends them, off the request's way. Both
 * the events that wait and the deliveries that wait are bounded, those of one webhook to a part of that, so that one which
 * takes nothing leaves room for others; what does not fit is lost, and the log says so.
 */
final class Deliveries implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    private static final int WAITING_EVENTS = 10_000;
    private static final int WAITING_DELIVERIES = 2000;
    private static final int WAITING_OF_ONE_WEBHOOK = 500;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final WebhookStore store;
    private final Sender sender;
    private final ThreadPoolExecutor events = threads("webhook-events", 1, new ArrayBlockingQueue<>(WAITING_EVENTS));

    /** A virtual thread for each delivery that waits; the sender bounds what goes on at once. */
    private final ThreadPoolExecutor deliveries =
            threads("webhook-delivery", WAITING_DELIVERIES, new SynchronousQueue<>());

    /** How many deliveries wait or are under way, by the id of the webhook. */
    private final Map<String, Integer> ofWebhook = new ConcurrentHashMap<>();

    Deliveries(WebhookStore store, Sender sender) {
        this.store = store;
        this.sender = sender;
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
            if (ofWebhook.merge(target.id(), 1, Integer::sum) > WAITING_OF_ONE_WEBHOOK) {
                throw new RejectedExecutionException();
            }
            deliveries.execute(() -> {
                try {
                    send(target, topic, event);
                } finally {
                    done(target);
                }
            });
        } catch (RejectedExecutionException e) {
            done(target);
            log.error("{} is not told of {} of {}: too many deliveries wait", target, topic, event.name());
        }
    }

    private void done(WebhookStore.Target target) {
        ofWebhook.computeIfPresent(target.id(), (id, count) -> count == 1 ? null : count - 1);
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
                deliveries.shutdownNow();
                log.error(
                        "The server stops with webhooks under way; {} events reach none",
                        events.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            events.shutdownNow();
            deliveries.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Threads that are there only while there is something to do. */
    private static ThreadPoolExecutor threads(String name, int count, BlockingQueue<Runnable> waiting) {
        var threads = new ThreadPoolExecutor(
                count,
                count,
                10,
                TimeUnit.SECONDS,
                waiting,
                Thread.ofVirtual().name(name).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
