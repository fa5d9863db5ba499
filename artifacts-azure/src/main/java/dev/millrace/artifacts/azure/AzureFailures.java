package dev.millrace.artifacts.azure;

import com.azure.storage.blob.models.BlobStorageException;
import java.io.IOException;

/** What Azure's library throws, as the rest of the server knows failures. */
final class AzureFailures {

    private static final int PRECONDITION_FAILED = 412;

    private AzureFailures() {}

    /**
     * The failure of a request.
     *
     * @param request what was asked, for the message: {@code list container/path}
     */
    static IOException of(String request, BlobStorageException e) {
        return e.getStatusCode() == PRECONDITION_FAILED
                ? new IOException("The artifact was replaced while it was read: " + request, e)
                : new IOException(
                        "Azure refused with %d %s: %s".formatted(e.getStatusCode(), e.getErrorCode(), request), e);
    }
}
