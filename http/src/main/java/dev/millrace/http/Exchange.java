package dev.millrace.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request as a handler sees it. It is valid only on the thread and for the time of the handler's call. */
public interface Exchange {

    /** The method in upper case, such as {@code GET}. */
    String method();

    /**
     * The path as it was sent, still percent-encoded and not normalised ({@code ..} and doubled slashes are kept). Behind
     * {@link StaticPrefix} the prefix is gone.
     */
    String path();

    /** The static prefix that was taken off the path; "" where there was none, as for the few paths served without it. */
    default String prefix() {
        return "";
    }

    /** The query string as it was sent, without the question mark; null when there is none. */
    @Nullable
    String rawQuery();

    /**
     * The parameters of the query string, decoded as form data (a plus is a space); names in order of first appearance,
     * values in order. A name without {@code =} has the value "".
     */
    Map<String, List<String>> query();

    /** The first value of a query parameter, or null. */
    default @Nullable String queryParameter(String name) {
        List<String> values = query().get(name);
        return values == null ? null : values.getFirst();
    }

    /**
     * A part of the path named by the matching route's template, percent-decoded.
     *
     * @throws IllegalArgumentException when the route has no such parameter, which is a mistake in the program
     */
    String pathParameter(String name);

    /** The first value of a header (names ignore case), or null. */
    @Nullable
    String header(String name);

    /** The id that names this request in the log and in the header {@code X-Request-Id} of its answer. */
    String requestId();

    /** The address of the client, without a port: of the other end of the connection, or what a trusted proxy says. */
    String remoteAddress();

    /** The length that the client announced, in bytes; -1 when it did not. */
    long contentLength();

    /**
     * The body as a stream, read from the connection as it is consumed. Reads wait for the client, at most for the idle
     * time-out, and then fail with a {@link RequestBodyException}, as they do when the client hangs up too early.
     */
    InputStream body();

    /**
     * The whole body. A large one takes its part of {@link HttpConfig#bodyBudget} until the request has been handled.
     *
     * @param limit the largest length accepted, in bytes
     * @throws RequestBodyException with status 413 when the body is longer, 400 when it ends too early, 408 when it
     *     stalls, 503 when the bodies of other requests leave no room for it
     */
    byte[] readBody(int limit) throws IOException;
}
