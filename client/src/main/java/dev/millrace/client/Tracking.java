package dev.millrace.client;

import java.time.Duration;
import java.util.Map;

/** Who keeps experiments, runs and models: a tracking server, or a database. */
public interface Tracking {
    /** What MLFLOW_TRACKING_URI is in the processes that this one starts; of files, the absolute path. */
    String uri();

    /** A client that waits for a busy server as long as its variables say. */
    TrackingClient client();

    /** A client of a process that is being stopped, which does not wait long. */
    TrackingClient hastyClient();

    /**
     * A server.
     *
     * @param uri its address, which starts with http: or https:
     * @param variables those that MLflow's clients read, see {@link ClientConfig#of(String, Map)}
     * @throws dev.millrace.api.ApiException if one of them is wrong
     */
    static Tracking server(String uri, Map<String, String> variables) {
        return new Server(uri, ClientConfig.of(uri, variables));
    }

    /** A tracking server, reached over HTTP. */
    record Server(String uri, ClientConfig config) implements Tracking {
        private static final int HASTY_RETRIES = 2;
        private static final Duration HASTY = Duration.ofSeconds(5);

        @Override
        public TrackingClient client() {
            return new TrackingClient(config);
        }

        @Override
        public TrackingClient hastyClient() {
            return new TrackingClient(config.withRetries(HASTY_RETRIES).withTimeout(HASTY));
        }

        /** Without the address as it was given, which may hold a password. */
        @Override
        public String toString() {
            return "Server[" + config + "]";
        }
    }
}
