package dev.millrace.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** The exchange over Jetty's request. */
final class JettyExchange implements Exchange {

    /** Bodies up to this announced length get their array at once; a longer announcement has to prove itself first. */
    private static final int TRUSTED_LENGTH = 1 << 20;

    /** The same of bodies that no budget counts, which any number of clients may announce without sending them. */
    private static final int TRUSTED_UNCOUNTED = 8 * 1024;

    private final Request request;
    private final BodyBudget budget;
    private final TrustedProxies proxies;
    private final String requestId;
    private @Nullable Map<String, List<String>> query;
    private @Nullable InputStream body;
    private long budgeted;

    JettyExchange(Request request, BodyBudget budget, TrustedProxies proxies) {
        this.request = request;
        this.budget = budget;
        this.proxies = proxies;
        this.requestId = RequestIds.choose(request.getHeaders().get("X-Request-Id"));
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        String path = request.getHttpURI().getPath();
        return path == null ? "" : path;
    }

    @Override
    public @Nullable String rawQuery() {
        return request.getHttpURI().getQuery();
    }

    @Override
    public Map<String, List<String>> query() {
        if (query == null) {
            String raw = rawQuery();
            query = raw == null ? Map.of() : Percent.parseQuery(raw);
        }
        return query;
    }

    @Override
    public String pathParameter(String name) {
        throw new IllegalArgumentException("The route of this request has no parameter " + name);
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeaders().get(name);
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public String remoteAddress() {
        return proxies.client(
                Request.getRemoteAddr(request), request.getHeaders().getValuesList("X-Forwarded-For"));
    }

    @Override
    public long contentLength() {
        return request.getLength();
    }

    @Override
    public InputStream body() {
        if (body == null) {
            body = new BodyStream(Content.Source.asInputStream(request));
        }
        return body;
    }

    @Override
    public byte[] readBody(int limit) throws IOException {
        long announced = contentLength();
        if (announced > limit) {
            throw RequestBodyException.tooLarge(limit);
        }
        int expected = announced < 0 ? limit : (int) announced;
        takeRoom(announced);
        // Refused early where there is no room for all of it, but held only for what is there: who announces much and
        // sends
        // nothing keeps nobody out.
        keepRoom(Math.min(announced, TRUSTED_LENGTH));
        InputStream in = body();
        byte[] bytes = new byte[Math.min(expected, announced > BodyBudget.SMALL ? TRUSTED_LENGTH : TRUSTED_UNCOUNTED)];
        int size = in.readNBytes(bytes, 0, bytes.length);
        while (size == bytes.length && size < expected) {
            int longer = (int) Math.min(expected, 2L * size);
            takeRoom(longer);
            bytes = Arrays.copyOf(bytes, longer);
            size += in.readNBytes(bytes, size, longer - size);
        }
        if (size == limit && in.read() >= 0) {
            throw RequestBodyException.tooLarge(limit);
        }
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** Has room for a body of that length, of which a part may have been taken before. */
    private void takeRoom(long length) throws RequestBodyException {
        if (length > BodyBudget.SMALL && length > budgeted) {
            if (!budget.take(budgeted, length)) {
                throw RequestBodyException.noRoom();
            }
            budgeted = length;
        }
    }

    private void keepRoom(long length) {
        if (budgeted > length) {
            budget.giveBack(budgeted - length);
            budgeted = length;
        }
    }

    /** Gives back the room that the body took: the request has been handled. */
    void leaveRoom() {
        keepRoom(0);
    }

    /** True once a handler asked for the body; an {@code Expect: 100-continue} is then answered. */
    boolean bodyWasTouched() {
        return body != null;
    }

    /** Tells the ways in which a client fails to deliver a body apart. */
    private static final class BodyStream extends FilterInputStream {

        BodyStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                throw explained(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                throw explained(e);
            }
        }

        private static RequestBodyException explained(IOException failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof TimeoutException) {
                    return RequestBodyException.stalled(failure);
                }
            }
            return RequestBodyException.cutOff(failure);
        }
    }
}
