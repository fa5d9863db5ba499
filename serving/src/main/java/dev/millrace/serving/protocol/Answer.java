package dev.millrace.serving.protocol;

import java.nio.charset.StandardCharsets;

/** An answer to a scoring request. */
@SuppressWarnings("ArrayRecordComponent") // answers are written, never compared
public record Answer(int status, String contentType, byte[] body) {
    private static final String JSON = "application/json";

    /** An answer in JSON. */
    public static Answer json(int status, byte[] body) {
        return new Answer(status, JSON, body);
    }

    /** An answer in plain text. */
    public static Answer text(int status, String body) {
        return new Answer(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }
}
