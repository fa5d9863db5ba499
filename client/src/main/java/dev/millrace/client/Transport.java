package dev.millrace.client;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The way of a request to whoever answers it: over HTTP, or to a database that is open in this process. */
@FunctionalInterface
public interface Transport {
    /**
     * Sends a request and hands out the body of the answer, which the caller closes.
     *
     * @param pathAndQuery percent-encoded, starting with a slash
     * @param payload the body; null for none
     * @throws dev.millrace.api.ApiException the error that it is answered with, or TEMPORARILY_UNAVAILABLE where nobody
     *     can be reached
     */
    InputStream send(String method, String pathAndQuery, @Nullable Payload payload);
}
