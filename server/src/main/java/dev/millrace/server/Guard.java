package dev.millrace.server;

import dev.millrace.api.Endpoint;
import dev.millrace.api.Message;
import dev.millrace.http.Exchange;
import dev.millrace.http.Handler;
import dev.millrace.http.Response;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every route, bound to the route itself and not to a pattern of paths, so that no way of writing a path
 * goes around it.
 */
public interface Guard {
    /** Lets everything pass. */
    Guard NONE = new Guard() {
        @Override
        public <Q extends Message> Check<Q> before(Endpoint<Q, ?> endpoint) {
            return (request, exchange) -> null;
        }

        @Override
        public <Q extends Message, R extends Message> Around<Q, R> around(Endpoint<Q, R> endpoint) {
            return (request, operation) -> operation.get();
        }

        @Override
        public Handler before(String method, String path, Handler handler) {
            return handler;
        }
    };

    /** Looks at a request of the described API as its operation reads it. */
    <Q extends Message> Check<Q> before(Endpoint<Q, ?> endpoint);

    /** Runs an operation that the check has let pass, with what belongs to it, and decides what of the answer the caller gets. */
    <Q extends Message, R extends Message> Around<Q, R> around(Endpoint<Q, R> endpoint);

    /** The handler behind the check of a route that is no described operation. */
    Handler before(String method, String path, Handler handler);

    /** Decides on a request. */
    @FunctionalInterface
    interface Check<Q> {
        /** The refusal; null where the request may pass. */
        @Nullable
        Response refusal(Q request, Exchange exchange);
    }

    /** Runs the operation of a request once, and gives the answer or what may be seen of it. */
    @FunctionalInterface
    interface Around<Q, R> {
        R run(Q request, Supplier<R> operation);
    }
}
