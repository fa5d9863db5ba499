package dev.millrace.serving;

import dev.millrace.http.AccessLog;
import dev.millrace.http.Filter;
import dev.millrace.http.HttpServer;
import dev.millrace.http.Metrics;
import dev.millrace.http.MetricsFilter;
import dev.millrace.serving.model.ModelFolder;
import dev.millrace.serving.protocol.Scorer;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one model over HTTP. */
public final class ScoringServer implements AutoCloseable {
    /** The version of MLflow whose scoring protocol this is. */
    public static final String MLFLOW_VERSION = "3.17.2";

    private static final Logger LOG = LoggerFactory.getLogger(ScoringServer.class);

    private final HttpServer http;
    private final Scorer scorer;

    private ScoringServer(HttpServer http, Scorer scorer) {
        this.http = http;
        this.scorer = scorer;
    }

    /**
     * Binds the port, loads the model and returns once it can be asked. Meanwhile {@code /ping} answers 503.
     *
     * @throws IOException if the port cannot be bound
     * @throws dev.millrace.serving.model.InvalidModelException if the model cannot be loaded; the message is for the user
     * @throws InterruptedException if the thread is interrupted while the model is loaded
     */
    public static ScoringServer start(ScoringConfig config) throws IOException, InterruptedException {
        ModelFolder model = ModelFolder.read(config.model());
        var metrics = new Metrics();
        var handler = new ScoringHandler(config, metrics);
        List<Filter> filters = List.of(new AccessLog(), new MetricsFilter(metrics, MLFLOW_VERSION, ""));
        HttpServer http = HttpServer.start(config.http(), Filter.chain(filters, handler));
        boolean started = false;
        try {
            Scorer scorer = Scorers.load(model, config, metrics);
            handler.ready(scorer);
            started = true;
            LOG.info("Serving {} on port {}: {}", model.path(), http.port(), scorer.describe());
            return new ScoringServer(http, scorer);
        } finally {
            if (!started) {
                http.close(); // whatever went wrong: a port that answers 503 for ever would hide it
            }
        }
    }

    /** The port that the server listens on. */
    public int port() {
        return http.port();
    }

    /** Takes no more requests, answers those under way, and frees the model. */
    @Override
    public void close() {
        http.close();
        scorer.close();
    }
}
