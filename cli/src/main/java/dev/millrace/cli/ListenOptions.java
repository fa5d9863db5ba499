package dev.millrace.cli;

import dev.millrace.cli.options.Option;
import dev.millrace.cli.options.Settings;
import dev.millrace.http.HttpConfig;

/** Where a command that serves listens. */
final class ListenOptions {
    static final Option HOST = Option.value("--host", "HOST", "The address to listen on; 0.0.0.0 for all.")
            .shortName("-h")
            .environment("MLFLOW_HOST")
            .fallback("127.0.0.1");
    static final Option PORT = Option.value("--port", "PORT", "The port to listen on; 0 for any free one.")
            .shortName("-p")
            .environment("MLFLOW_PORT")
            .fallback("5000");

    private ListenOptions() {}

    static HttpConfig config(Settings settings) {
        return HttpConfig.of(settings.get(HOST), settings.number(PORT, 0, 65_535));
    }

    /** Where it listens now; not formatted, which would print the port in the digits of the user's language. */
    static String address(HttpConfig config, int port) {
        return (config.tls() == null ? "http://" : "https://") + config.host() + ":" + port;
    }
}
