package dev.millrace.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** An exchange whose small body is held, so that it can be read more than once. */
public final class BufferedExchange extends ForwardingExchange {

    private final int limit;
    private byte @Nullable [] held;

    /** @param limit the largest length of the body, in bytes */
    public BufferedExchange(Exchange exchange, int limit) {
        super(exchange);
        this.limit = limit;
    }

    @Override
    public byte[] readBody(int most) throws IOException {
        byte[] body = held;
        if (body == null) {
            body = super.readBody(Math.min(most, limit));
            held = body;
        }
        return body;
    }

    @Override
    public InputStream body() {
        return held == null ? super.body() : new ByteArrayInputStream(held);
    }
}
