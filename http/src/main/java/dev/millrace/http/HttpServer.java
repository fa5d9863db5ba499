package dev.millrace.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP/1.1 server, over TLS where it is told so, that gives each request to one {@link Handler} on a virtual thread. */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final HttpConfig config;
    private final Server server;
    private final ServerConnector connector;
    private final JettyHandler requests;
    private final @Nullable Tls tls;

    private HttpServer(
            HttpConfig config, Server server, ServerConnector connector, JettyHandler requests, @Nullable Tls tls) {
        this.config = config;
        this.server = server;
        this.connector = connector;
        this.requests = requests;
        this.tls = tls;
    }

    /**
     * Tries to bind the port and lets go of it, and reads the certificate: what cannot be served need not be made ready.
     *
     * @throws IOException as {@link #start} throws it
     */
    public static void check(HttpConfig config) throws IOException {
        InetSocketAddress address = address(config);
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            // As Jetty does it: a port that only rests after its last connection is free.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address);
        }
        if (config.tls() != null) {
            Tls.check(config.tls());
        }
    }

    private static InetSocketAddress address(HttpConfig config) throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException("the host name '" + config.host() + "' is not known on this machine");
        }
        return address;
    }

    /**
     * Binds the port and starts to answer.
     *
     * @throws IOException when the port cannot be bound, a {@link java.net.BindException} when it is taken, an
     *     {@link UnknownHostException} when the name of the host is not known; when certificate or key cannot be used
     */
    public static HttpServer start(HttpConfig config, Handler handler) throws IOException {
        InetSocketAddress address = address(config);
        // One selector accepts, reads and hands over; all work is on virtual threads: two platform threads are enough.
        // The queue is the JDK's because Jetty's own asks JMX for the width of a cache line, and so starts all of JMX;
        // the executor is because Jetty's is found by reflection. Both are felt at each start.
        var threads = new QueuedThreadPool(8, 3, 60_000, 0, new LinkedBlockingQueue<>(), null);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("http-", 0).factory()));
        var buffers = new ArrayByteBufferPool(1024, 4096, 64 * 1024, 256, 8L << 20, 16L << 20);
        var server = new Server(threads, null, buffers);
        var requests = new JettyHandler(handler, new BodyBudget(config.bodyBudget()), config.proxies());
        server.setHandler(requests);
        server.setErrorHandler(HttpServer::protocolError);
        Tls tls = config.tls() == null ? null : new Tls(config.tls());
        var connector = new ServerConnector(server, null, null, null, 1, 1, connections(config, tls));
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(config.idleTimeout().toMillis());
        connector.setAcceptQueueSize(1024);
        connector.setReuseAddress(true);
        connector.addBean(new ConnectionLimit(config, connector));
        server.addConnector(connector);
        try {
            server.start();
        } catch (IOException e) {
            stop(server, tls);
            throw e.getCause() instanceof IOException cause ? cause : e;
        } catch (Exception e) {
            stop(server, tls);
            throw new IOException("The HTTP server does not start", e);
        }
        return new HttpServer(config, server, connector, requests, tls);
    }

    /** The port that is bound. */
    public int port() {
        return connector.getLocalPort();
    }

    /**
     * Stops: takes no new connections, lets requests under way finish within {@link HttpConfig#stopTimeout}, then cuts
     * what is left.
     */
    @Override
    public void close() {
        connector.close();
        try {
            if (!requests.drain(config.stopTimeout())) {
                LOG.warn(
                        "Requests were still under way after {} s and are cut off",
                        config.stopTimeout().toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stop(server, tls);
    }

    /** What speaks on a new connection, the outermost layer first. */
    private static ConnectionFactory[] connections(HttpConfig config, @Nullable Tls tls) {
        var http = new HttpConnectionFactory(protocol(config));
        return tls == null
                ? new ConnectionFactory[] {http}
                : new ConnectionFactory[] {new SslConnectionFactory(tls.context(), http.getProtocol()), http};
    }

    private static HttpConfiguration protocol(HttpConfig config) {
        var protocol = new HttpConfiguration();
        protocol.setRequestHeaderSize(config.headerLimit());
        protocol.setSendServerVersion(false);
        // Paths reach the handlers as they were sent: the rules for odd ones are MLflow's, not Jetty's.
        protocol.setUriCompliance(UriCompliance.UNSAFE);
        protocol.setHeaderCacheCaseSensitive(false);
        return protocol;
    }

    /** Answers what never became a request: bytes that are not HTTP, headers too long, a time-out before the end. */
    private static boolean protocolError(Request request, org.eclipse.jetty.server.Response out, Callback callback) {
        Response page = HtmlPages.of(out.getStatus());
        page.headers().forEach(out.getHeaders()::put);
        out.getHeaders().put(HttpHeader.CONNECTION, "close");
        byte[] bytes = ((Body.Bytes) page.body()).bytes();
        out.write(true, ByteBuffer.wrap(bytes), callback);
        return true;
    }

    private static void stop(Server server, @Nullable Tls tls) {
        if (tls != null) {
            tls.close();
        }
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The HTTP server did not stop cleanly", e);
        }
    }
}
