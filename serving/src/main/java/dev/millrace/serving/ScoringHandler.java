package dev.millrace.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.http.Body;
import dev.millrace.http.Exchange;
import dev.millrace.http.Handler;
import dev.millrace.http.Metrics;
import dev.millrace.http.RequestBodyException;
import dev.millrace.http.Response;
import dev.millrace.serving.protocol.Answer;
import dev.millrace.serving.protocol.Scorer;
import dev.millrace.serving.protocol.ScoringException;
import dev.millrace.serving.protocol.ScoringException.Fault;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of a scoring server, and its limits on what is under way. */
final class ScoringHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(ScoringHandler.class);
    private static final byte[] LINE = {'\n'};
    private static final byte[] VERSION = ScoringServer.MLFLOW_VERSION.getBytes(UTF_8);

    private final ScoringConfig config;
    private final AtomicInteger underWay = new AtomicInteger();
    private final LongAdder refused;
    private final Handler metricsPage;
    private volatile @Nullable Scorer scorer;

    ScoringHandler(ScoringConfig config, Metrics metrics) {
        this.config = config;
        this.metricsPage = metrics.handler();
        this.refused = metrics.counter(
                "millrace_scoring_refused_total",
                "Requests refused because too many, or too large ones, were under way");
        metrics.gauge("millrace_scoring_under_way", "Requests that wait or are scored", underWay::doubleValue);
        metrics.gauge("millrace_scoring_ready", "1 if the model is loaded and can be asked", () -> isReady() ? 1 : 0);
    }

    /** Opens the server for requests to that model. */
    void ready(Scorer loaded) {
        scorer = loaded;
    }

    @Override
    public Response handle(Exchange exchange) throws Exception {
        String path = exchange.path();
        return switch (path) {
            case "/invocations" -> exchange.method().equals("POST") ? invoke(exchange) : wrongMethod("POST");
            case "/ping", "/health" -> exchange.method().equals("GET") ? ping() : wrongMethod("GET");
            case "/version" -> exchange.method().equals("GET") ? Response.json(VERSION) : wrongMethod("GET");
            case "/metrics" -> exchange.method().equals("GET") ? metricsPage.handle(exchange) : wrongMethod("GET");
            case "/invocations/", "/ping/", "/health/", "/version/" ->
                Response.empty(307).withHeader("Location", path.substring(0, path.length() - 1));
            default -> Response.json(404, "{\"detail\":\"Not Found\"}".getBytes(UTF_8));
        };
    }

    private static Response wrongMethod(String allowed) {
        return Response.json(405, "{\"detail\":\"Method Not Allowed\"}".getBytes(UTF_8))
                .withHeader("Allow", allowed);
    }

    private Response ping() {
        return isReady() ? Response.json(LINE) : busy("The model is being loaded.");
    }

    private boolean isReady() {
        Scorer loaded = scorer;
        return loaded != null && loaded.isReady();
    }

    private Response invoke(Exchange exchange) throws IOException {
        Scorer ready = scorer;
        if (ready == null) {
            return busy("The model is being loaded.");
        }
        long deadline = System.nanoTime() + config.timeout().toNanos();
        try {
            int limit = ready.parallel() + config.queue();
            if (underWay.get() >= limit) {
                throw tooMany(limit); // before the body has been sent in vain
            }
            byte[] body = exchange.readBody(config.maxBodyBytes());
            return response(limited(ready, limit, exchange.header("Content-Type"), body, deadline));
        } catch (RequestBodyException e) {
            if (e.status() == Fault.BUSY.status()) {
                refused.increment();
                return busy(String.valueOf(e.getMessage()));
            }
            Fault fault = e.status() == Fault.TOO_LARGE.status() ? Fault.TOO_LARGE : Fault.BAD_REQUEST;
            return response(new ScoringException(fault, String.valueOf(e.getMessage())).answer())
                    .withStatus(e.status());
        } catch (ScoringException e) {
            if (e.fault() == Fault.BUSY) {
                return busy(String.valueOf(e.getMessage()));
            }
            if (e.fault() == Fault.INTERNAL) {
                LOG.warn("Request {} failed: {}", exchange.requestId(), e.getMessage());
            }
            return response(e.answer());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return busy("The server is stopping.");
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.error("Request {} failed", exchange.requestId(), e);
            String message = "An error in the server, logged with request id " + exchange.requestId() + ".";
            return response(new ScoringException(Fault.INTERNAL, message).answer());
        }
    }

    /**
     * Scores while not too many others do. A place is taken only now that the body is there: clients that send slowly
     * would otherwise hold all places. What their bodies take meanwhile has a bound of its own.
     */
    private Answer limited(Scorer ready, int limit, @Nullable String contentType, byte[] body, long deadline)
            throws InterruptedException {
        try {
            if (underWay.incrementAndGet() > limit) {
                throw tooMany(limit);
            }
            return ready.score(contentType, body, deadline);
        } finally {
            underWay.decrementAndGet();
        }
    }

    private ScoringException tooMany(int limit) {
        refused.increment();
        return new ScoringException(Fault.BUSY, limit + " requests are under way already, which is the limit.");
    }

    private Response busy(String message) {
        return response(new ScoringException(Fault.BUSY, message).answer()).withHeader("Retry-After", "1");
    }

    private static Response response(Answer answer) {
        return new Response(
                answer.status(), Map.of("Content-Type", answer.contentType()), new Body.Bytes(answer.body()));
    }
}
