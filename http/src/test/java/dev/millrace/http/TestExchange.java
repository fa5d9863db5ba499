package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request without a connection, for filters and routes alone. */
final class TestExchange implements Exchange {

    private final String method;
    private final String path;
    private final @Nullable String rawQuery;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    TestExchange(String method, String target, String... headers) {
        int query = target.indexOf('?');
        this.method = method;
        this.path = query < 0 ? target : target.substring(0, query);
        this.rawQuery = query < 0 ? null : target.substring(query + 1);
        for (int i = 0; i < headers.length; i += 2) {
            this.headers.put(headers[i], headers[i + 1]);
        }
    }

    static String bodyOf(Response response) {
        return new String(((Body.Bytes) response.body()).bytes(), UTF_8);
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
        return rawQuery;
    }

    @Override
    public Map<String, List<String>> query() {
        return Map.of();
    }

    @Override
    public String pathParameter(String name) {
        throw new IllegalArgumentException(name);
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    @Override
    public String requestId() {
        return "test-1";
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1";
    }

    @Override
    public long contentLength() {
        return -1;
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public byte[] readBody(int limit) {
        return new byte[0];
    }
}
