package dev.millrace.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server listens.
 *
 * @param host the name or address to bind
 * @param port the port to bind; 0 takes a free one
 * @param idleTimeout how long a connection may be silent, between requests and while a body is awaited or taken
 * @param headerLimit the longest request line with headers, in bytes; MLflow accepts URLs of 70 KB and so does the default
 * @param stopTimeout how long {@link HttpServer#close} waits for requests under way
 * @param bodyBudget how many bytes all large request bodies together may take in memory; more are refused with 503. A
 *     body that is larger than all of it is taken while there is no other one
 * @param connections how many there may be at a time; more wait until others end
 * @param proxies the proxies that say where a request comes from, of {@value #PROXIES_VARIABLE}; none where nothing is
 *     said, since many pass on what a client has made up
 * @param tls by what the server proves who it is; null for plain HTTP
 */
public record HttpConfig(
        String host,
        int port,
        Duration idleTimeout,
        int headerLimit,
        Duration stopTimeout,
        long bodyBudget,
        int connections,
        TrustedProxies proxies,
        @Nullable TlsConfig tls) {
    private static final String PROXIES_VARIABLE = "FORWARDED_ALLOW_IPS";
    private static final int HEADERS = 128 * 1024;

    /** A thousand clients with a few connections each have to be served, however small the heap is. */
    private static final int LEAST_CONNECTIONS = 4096;

    public HttpConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A port is a number from 0 to 65535, not " + port);
        }
        if (bodyBudget <= 0) {
            throw new IllegalArgumentException("Bodies need some memory, not " + bodyBudget + " bytes");
        }
        if (connections <= 0) {
            throw new IllegalArgumentException("A server needs connections, not " + connections);
        }
    }

    /**
     * The defaults: 60 s idle time, 128 KiB of headers, 30 s to stop, a quarter of the heap's maximum for bodies, a
     * connection for each 256 KiB of that maximum, but 4096 at least; no TLS.
     */
    public static HttpConfig of(String host, int port) {
        long heap = Runtime.getRuntime().maxMemory();
        return new HttpConfig(
                host,
                port,
                Duration.ofSeconds(60),
                HEADERS,
                Duration.ofSeconds(30),
                heap / 4,
                Math.clamp(heap / 2 / HEADERS, LEAST_CONNECTIONS, Integer.MAX_VALUE),
                trustedProxies(),
                null);
    }

    private static TrustedProxies trustedProxies() {
        String text = System.getenv(PROXIES_VARIABLE);
        try {
            return TrustedProxies.of(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s has to be IP addresses with commas between them, or *, not %s"
                            .formatted(PROXIES_VARIABLE, text),
                    e);
        }
    }

    public HttpConfig withIdleTimeout(Duration newIdleTimeout) {
        return new HttpConfig(
                host, port, newIdleTimeout, headerLimit, stopTimeout, bodyBudget, connections, proxies, tls);
    }

    public HttpConfig withStopTimeout(Duration newStopTimeout) {
        return new HttpConfig(
                host, port, idleTimeout, headerLimit, newStopTimeout, bodyBudget, connections, proxies, tls);
    }

    public HttpConfig withBodyBudget(long newBodyBudget) {
        return new HttpConfig(
                host, port, idleTimeout, headerLimit, stopTimeout, newBodyBudget, connections, proxies, tls);
    }

    public HttpConfig withConnections(int newConnections) {
        return new HttpConfig(
                host, port, idleTimeout, headerLimit, stopTimeout, bodyBudget, newConnections, proxies, tls);
    }

    /** The same over TLS. */
    public HttpConfig withTls(TlsConfig newTls) {
        return new HttpConfig(
                host, port, idleTimeout, headerLimit, stopTimeout, bodyBudget, connections, proxies, newTls);
    }
}
