package dev.millrace.server;

import dev.millrace.http.Exchange;
import dev.millrace.http.Percent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request of JSON from within this process. */
final class LocalExchange implements Exchange {
    private final String method;
    private final String path;
    private final @Nullable String query;
    private final byte[] body;

    LocalExchange(String method, String pathAndQuery, byte[] body) {
        int mark = pathAndQuery.indexOf('?');
        this.method = method;
        this.path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        this.query = mark < 0 ? null : pathAndQuery.substring(mark + 1);
        this.body = body;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String rawQuery() {
        return query;
    }

    @Override
    public Map<String, List<String>> query() {
        return query == null ? Map.of() : Percent.parseQuery(query);
    }

    @Override
    public String pathParameter(String name) {
        throw new IllegalArgumentException("There is no parameter " + name + " in the path " + path);
    }

    @Override
    public @Nullable String header(String name) {
        return name.equalsIgnoreCase("Content-Type") ? "application/json" : null;
    }

    @Override
    public String requestId() {
        return "local";
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1";
    }

    @Override
    public long contentLength() {
        return body.length;
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public byte[] readBody(int limit) {
        return body;
    }
}
