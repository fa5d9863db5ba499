package dev.millrace.compatibility;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came back over the wire. Header names are in lower case; of a repeated header the last is kept. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The media type without its parameters, or an empty text. */
    String mediaType() {
        return headers.getOrDefault("content-type", "").replaceFirst(";.*", "").trim();
    }

    /** The code of MLflow's error body, or null where the answer is none. */
    @Nullable
    String errorCode() {
        return mediaType().equals("application/json") ? JsonTree.text(JsonTree.find(tree(), "error_code")) : null;
    }

    /** The body as JSON, or null where it is none. */
    @Nullable
    Object tree() {
        return JsonTree.parse(text());
    }
}
