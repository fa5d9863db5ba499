package dev.millrace.serving.json;

/** A text that is not JSON. */
public final class InvalidJsonException extends RuntimeException {
    public InvalidJsonException(String message) {
        super(message);
    }
}
