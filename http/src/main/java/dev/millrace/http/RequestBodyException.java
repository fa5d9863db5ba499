package dev.millrace.http;

import java.io.IOException;

/**
 * The body of a request could not be read: by fault of the client as it is too long (413), cut off (400) or stalled (408);
 * or because the bodies of other requests leave no room for it now (503).
 */
public final class RequestBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    private RequestBodyException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    private RequestBodyException(int status, String message) {
        super(message);
        this.status = status;
    }

    static RequestBodyException tooLarge(long limit) {
        return new RequestBodyException(413, "The request body is larger than the limit of " + limit + " bytes.");
    }

    static RequestBodyException cutOff(Throwable cause) {
        return new RequestBodyException(400, "The request body ended before its announced length.", cause);
    }

    static RequestBodyException stalled(Throwable cause) {
        return new RequestBodyException(408, "No more of the request body arrived within the time limit.", cause);
    }

    static RequestBodyException noRoom() {
        return new RequestBodyException(
                503, "The bodies of other requests take all the memory there is for them: try again in a moment.");
    }

    /** The HTTP status that tells the client what went wrong. */
    public int status() {
        return status;
    }
}
