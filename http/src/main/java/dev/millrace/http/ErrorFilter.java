package dev.millrace.http;

import dev.millrace.api.ApiException;
import dev.millrace.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns exceptions into MLflow's error JSON: an {@link ApiException} with its own code, a body that did not arrive well with
 * the status that says so, anything else as a 500 {@code INTERNAL_ERROR} that names the request id under which the log
 * tells more.
 */
public final class ErrorFilter implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorFilter.class);

    @Override
    public Response filter(Exchange exchange, Handler next) {
        try {
            return next.handle(exchange);
        } catch (ApiException e) {
            LOG.debug("{} {} refused: {}", exchange.method(), exchange.path(), e.message());
            return Response.json(e.code().status(), e.toJson());
        } catch (RequestBodyException e) {
            LOG.debug("{} {} refused: {}", exchange.method(), exchange.path(), e.getMessage());
            boolean busy = e.status() == ErrorCode.TEMPORARILY_UNAVAILABLE.status();
            var error = new ApiException(
                    busy ? ErrorCode.TEMPORARILY_UNAVAILABLE : ErrorCode.BAD_REQUEST,
                    String.valueOf(e.getMessage()),
                    e);
            Response response = Response.json(e.status(), error.toJson()).withHeader("Connection", "close");
            return busy ? response.withHeader("Retry-After", "1") : response;
        } catch (Exception e) {
            LOG.error("{} {} failed", exchange.method(), exchange.path(), e);
            var error = new ApiException(
                    ErrorCode.INTERNAL_ERROR,
                    "The server failed on this request. Its log tells more under request id " + exchange.requestId()
                            + ".",
                    e);
            return Response.json(error.code().status(), error.toJson());
        }
    }
}
