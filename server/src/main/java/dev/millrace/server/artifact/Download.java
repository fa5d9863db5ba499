package dev.millrace.server.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.artifacts.Artifact;
import dev.millrace.artifacts.ContentTypes;
import dev.millrace.http.Body;
import dev.millrace.http.Exchange;
import dev.millrace.http.Response;
import dev.millrace.http.Validators;
import java.io.IOException;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends a file to a client: as an attachment, so that no browser shows what someone uploaded as a page of this server; in
 * parts where a range is asked for; not at all where the client has it already.
 */
final class Download {

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final String PLAIN_MARKS = "!#$&+-.^_`|~";

    private Download() {}

    /**
     * The answer that carries a file.
     *
     * @param artifact closed when the answer is sent, or here when nothing of it is sent
     * @param name the name under which a browser saves it
     */
    static Response of(Exchange exchange, Artifact artifact, String name) throws IOException {
        try {
            Response answer = answer(exchange, artifact, name);
            boolean sendsFile =
                    answer.body() instanceof Body.Stream && !exchange.method().equals("HEAD");
            if (!sendsFile) {
                artifact.close();
            }
            return answer;
        } catch (RuntimeException | IOException e) {
            artifact.close();
            throw e;
        }
    }

    private static Response answer(Exchange exchange, Artifact artifact, String name) {
        var state = new Validators(artifact.etag(), artifact.lastModified());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", state.etag());
        headers.put("Last-Modified", state.lastModified());
        headers.put("Accept-Ranges", "bytes");
        headers.put("Content-Disposition", attachment(name));
        headers.put("X-Content-Type-Options", "nosniff");
        if (state.knownTo(exchange)) {
            headers.put("Content-Length", Long.toString(artifact.size()));
            return new Response(304, headers, Body.EMPTY);
        }
        long size = artifact.size();
        String ifRange = exchange.header("If-Range");
        boolean rangeStands = ifRange == null || ifRange.equals(state.etag()) || ifRange.equals(state.lastModified());
        ByteRange range = rangeStands ? ByteRange.parse(exchange.header("Range"), size) : null;
        if (range != null && range.length() == 0) {
            return Response.text(416, "").withHeader("Content-Range", range.contentRange(size));
        }
        headers.put("Content-Type", ContentTypes.of(name));
        if (range == null) {
            return new Response(200, headers, content(artifact, new ByteRange(0, size)));
        }
        headers.put("Content-Range", range.contentRange(size));
        return new Response(206, headers, content(artifact, range));
    }

    private static Body content(Artifact artifact, ByteRange range) {
        return new Body.Stream(range.length(), out -> {
            try (artifact) {
                artifact.copyTo(out, range.start(), range.length());
            }
        });
    }

    /** The header Content-Disposition (RFC 6266), with an ASCII form of the name for clients that know no other. */
    static String attachment(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return "attachment; filename=" + quoted(name);
        }
        String ascii = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("[^\\x00-\\x7f]", "");
        var encoded = new StringBuilder();
        for (byte b : name.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            encoded.append(isPlain(c, PLAIN_MARKS) ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return "attachment; filename=" + quoted(ascii.isEmpty() ? "download" : ascii) + "; filename*=UTF-8''" + encoded;
    }

    private static String quoted(String name) {
        boolean token = !name.isEmpty() && name.chars().allMatch(c -> isPlain((char) c, TOKEN_MARKS));
        return token ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean isPlain(char c, String marks) {
        return (c < 0x80 && Character.isLetterOrDigit(c)) || marks.indexOf(c) >= 0;
    }
}
