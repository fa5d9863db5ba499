package dev.millrace.http;

import java.time.Duration;

/**
 * How a server listens.
 *
 * @param host the name or address to bind
 * @param port the port to bind; 0 takes a free one
 * @param idleTimeout how long a connection may be silent, between requests and while a body is awaited or taken
 * @param headerLimit the longest request line with headers, in bytes; MLflow accepts URLs of 70 KB and so does the default
 * @param stopTimeout how long {@link HttpServer#close} waits for requests under way
 */
public record HttpConfig(String host, int port, Duration idleTimeout, int headerLimit, Duration stopTimeout) {

    public HttpConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A port is a number from 0 to 65535, not " + port);
        }
    }

    /** The defaults: 60 s idle time, 128 KiB of headers, 30 s to stop. */
    public static HttpConfig of(String host, int port) {
        return new HttpConfig(host, port, Duration.ofSeconds(60), 128 * 1024, Duration.ofSeconds(30));
    }

    public HttpConfig withIdleTimeout(Duration newIdleTimeout) {
        return new HttpConfig(host, port, newIdleTimeout, headerLimit, stopTimeout);
    }

    public HttpConfig withStopTimeout(Duration newStopTimeout) {
        return new HttpConfig(host, port, idleTimeout, headerLimit, newStopTimeout);
    }
}
