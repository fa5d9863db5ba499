package dev.millrace.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line per answered request at level debug of the logger {@code dev.millrace.access}; costs nothing above that. */
public final class AccessLog implements Filter {

    private static final Logger LOG = LoggerFactory.getLogger("dev.millrace.access");

    @Override
    public Response filter(Exchange exchange, Handler next) throws Exception {
        if (!LOG.isDebugEnabled()) {
            return next.handle(exchange);
        }
        long start = System.nanoTime();
        Response response = next.handle(exchange);
        long micros = (System.nanoTime() - start) / 1000;
        LOG.debug(
                "{} {} {} {} bytes in, {} us, from {}",
                exchange.method(),
                exchange.path(),
                response.status(),
                Math.max(0, exchange.contentLength()),
                micros,
                exchange.remoteAddress());
        return response;
    }
}
