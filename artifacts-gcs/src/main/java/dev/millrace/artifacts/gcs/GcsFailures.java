package dev.millrace.artifacts.gcs;

import com.google.api.client.http.HttpResponseException;
import com.google.cloud.storage.StorageException;
import java.io.IOException;

/** What Google's library throws, as the rest of the server knows failures. */
final class GcsFailures {

    private GcsFailures() {}

    /**
     * The failure of a request.
     *
     * @param request what was asked, for the message: {@code list gs://bucket/path}
     */
    static IOException of(String request, StorageException e) {
        return new IOException(
                "Google Cloud Storage failed with %d %s: %s".formatted(status(e), e.getReason(), request), e);
    }

    /** The status of the answer; 0 where there was none. Of those of its XML API the library says it in the cause alone. */
    static int status(StorageException e) {
        return e.getCode() == 0 && e.getCause() instanceof HttpResponseException answer
                ? answer.getStatusCode()
                : e.getCode();
    }
}
