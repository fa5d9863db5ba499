package dev.millrace.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status the HTTP status code
 * @param headers the headers except Date, Content-Length and Connection, which the server adds
 */
public record Response(int status, Map<String, String> headers, Body body) {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final Map<String, String> TEXT = Map.of("Content-Type", "text/plain; charset=utf-8");
    private static final Map<String, String> HTML = Map.of("Content-Type", "text/html; charset=utf-8");

    /** 200 with a JSON text. */
    public static Response json(byte[] body) {
        return json(200, body);
    }

    public static Response json(int status, byte[] body) {
        return new Response(status, JSON, new Body.Bytes(body));
    }

    public static Response text(int status, String text) {
        return new Response(status, TEXT, new Body.Bytes(text.getBytes(UTF_8)));
    }

    public static Response html(int status, String html) {
        return new Response(status, HTML, new Body.Bytes(html.getBytes(UTF_8)));
    }

    /** An answer without a body and without a content type. */
    public static Response empty(int status) {
        return new Response(status, Map.of(), Body.EMPTY);
    }

    /** 200 with a body that is produced while it is sent; {@code length} is -1 when it is not known. */
    public static Response stream(String contentType, long length, Body.Writer writer) {
        return new Response(200, Map.of("Content-Type", contentType), new Body.Stream(length, writer));
    }

    /** The same answer with one header set, in place of a former one of exactly this name. */
    public Response withHeader(String name, String value) {
        return withHeaders(Map.of(name, value));
    }

    /** The same answer with these headers set, in place of former ones of exactly these names. */
    public Response withHeaders(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> merged = LinkedHashMap.newLinkedHashMap(headers.size() + more.size());
        merged.putAll(headers);
        merged.putAll(more);
        return new Response(status, merged, body);
    }

    public Response withStatus(int newStatus) {
        return new Response(newStatus, headers, body);
    }
}
