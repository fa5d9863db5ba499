package dev.millrace.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests from Jetty, has them answered, and sends the answers. */
final class JettyHandler extends org.eclipse.jetty.server.Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private static final int STREAM_BUFFER = 32 * 1024;

    /**
     * So much of a body that no handler wanted is read and dropped: a client that writes before it reads would otherwise
     * see a broken connection in place of the refusal.
     */
    private static final long LINGER_BYTES = 64L << 20;

    private final Handler handler;
    private final BodyBudget budget;
    private final TrustedProxies proxies;
    private final AtomicInteger underWay = new AtomicInteger();
    private final CountDownLatch drained = new CountDownLatch(1);
    private volatile boolean stopping;

    JettyHandler(Handler handler, BodyBudget budget, TrustedProxies proxies) {
        this.handler = handler;
        this.budget = budget;
        this.proxies = proxies;
    }

    @Override
    public boolean handle(Request request, org.eclipse.jetty.server.Response out, Callback callback) {
        underWay.incrementAndGet();
        try {
            answer(request, out);
            callback.succeeded();
        } catch (Throwable e) {
            callback.failed(e);
        } finally {
            if (underWay.decrementAndGet() == 0 && stopping) {
                drained.countDown();
            }
        }
        return true;
    }

    /** Waits until no request is under way. Later answers, until the end, ask their clients to hang up. */
    boolean drain(Duration patience) throws InterruptedException {
        stopping = true;
        return underWay.get() == 0 || drained.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void answer(Request request, org.eclipse.jetty.server.Response out) throws Exception {
        var exchange = new JettyExchange(request, budget, proxies);
        Response response;
        try {
            response = ScopedValue.where(RequestIds.CURRENT, exchange).call(() -> respond(exchange));
        } finally {
            exchange.leaveRoom();
        }
        out.setStatus(response.status());
        HttpFields.Mutable headers = out.getHeaders();
        response.headers().forEach(headers::put);
        headers.put("X-Request-Id", exchange.requestId());
        if (stopping) {
            headers.put(HttpHeader.CONNECTION, "close");
        }
        ScopedValue.where(RequestIds.CURRENT, exchange).call(() -> {
            send(exchange, response, out);
            return null;
        });
        dropRest(exchange);
    }

    private Response respond(Exchange exchange) {
        try {
            return handler.handle(exchange);
        } catch (Exception e) {
            LOG.error("{} {} failed", exchange.method(), exchange.path(), e);
            return HtmlPages.of(500);
        }
    }

    private static void send(Exchange exchange, Response response, org.eclipse.jetty.server.Response out)
            throws IOException {
        boolean head = exchange.method().equals("HEAD");
        switch (response.body()) {
            case Body.Bytes(byte[] bytes) -> {
                if (mayHaveBody(response.status())) {
                    out.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
                }
                Content.Sink.write(out, true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(bytes));
            }
            case Body.Stream(long length, Body.Writer writer) -> {
                if (length >= 0) {
                    out.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
                }
                if (head) {
                    Content.Sink.write(out, true, ByteBuffer.allocate(0));
                } else {
                    stream(exchange, writer, out);
                }
            }
        }
    }

    private static void stream(Exchange exchange, Body.Writer writer, org.eclipse.jetty.server.Response out)
            throws IOException {
        // Closed only when all is written: a close would make a body that failed half-way look complete.
        OutputStream buffered = new BufferedOutputStream(Content.Sink.asOutputStream(out), STREAM_BUFFER);
        try {
            writer.writeTo(buffered);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} {}: the answer was cut off: {}", exchange.method(), exchange.path(), e.toString());
            throw e;
        }
        buffered.close();
    }

    private static void dropRest(JettyExchange exchange) {
        boolean none = exchange.contentLength() <= 0 && exchange.header("Transfer-Encoding") == null;
        if (none || (!exchange.bodyWasTouched() && exchange.header("Expect") != null)) {
            return;
        }
        try {
            InputStream body = exchange.body();
            if (body.read() < 0) {
                return;
            }
            byte[] buffer = new byte[8 * 1024];
            long left = LINGER_BYTES;
            for (int read = 0; read >= 0 && left > 0; left -= read) {
                read = body.read(buffer);
            }
        } catch (IOException e) {
            LOG.debug("{} {}: the rest of the body did not come", exchange.method(), exchange.path(), e);
        }
    }

    private static boolean mayHaveBody(int status) {
        return status >= 200 && status != 204 && status != 304;
    }
}
